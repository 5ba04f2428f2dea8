"""Guards of equity that watch each symbol by itself, at work: what every symbol has brought by now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from botspec.domain.symbol_result import SymbolResult
from botspec.market.moments import moment
from botspec.risk.guards.references import Equity, EquityBlock, EquityPoint
from botspec.run.marks import Prices, row_values, value, values, worst_values
from botspec.run.symbol_memory import SymbolMemory, flat

if TYPE_CHECKING:
    from decimal import Decimal

    from numpy.typing import NDArray

    from botspec.domain.portfolio import Portfolio
    from botspec.market.slice import Slice
    from botspec.run.state import State

Held = list[tuple[int, float]]


@dataclass(slots=True)
class SymbolWatch:
    """`seen` is what every symbol ever traded had brought at the newest look, USD, in units of `unit`.

    `told` are the results that moved with the newest row that was dealt with, for the journal.
    """

    memory: SymbolMemory
    columns: Mapping[str, int] = field(default_factory=dict)
    seen: dict[str, Equity] = field(default_factory=dict)
    unit: float = 1.0
    told: dict[str, SymbolResult] = field(default_factory=dict)

    def see_row(self, state: State, bars: Slice, prices: Prices) -> None:
        """One row, whose adverse mark is the worse of what was held after the open and what is held at the end."""
        self.seen, self.unit = {}, state.unit
        opened = moment(bars.opened_at)
        before = state.by(opened) if state.trail else state.portfolio
        flows = state.flows.by(opened) if state.flows is not None and before is not state.portfolio else None
        for symbol, flow in _flows(state).items():
            opening, adverse, closing = self._marks(flow, state.portfolio, symbol, prices)
            if flows is not None:
                opening, worse, _ = self._marks(flows[symbol], before, symbol, prices)
                adverse = min(adverse, worse)
            self.seen[symbol] = EquityPoint(bars.session, opening, adverse, closing)

    def see_prices(self, state: State, session: int, prices: NDArray[np.float64]) -> None:
        """The newest prices [N]."""
        self.seen, self.unit = {}, state.unit
        for symbol, flow in _flows(state).items():
            self.seen[symbol] = flat(session, value(float(flow), self._held(state.portfolio, symbol), prices))

    def see_rows(self, state: State, session: NDArray[np.int64], prices: Prices, rows: tuple[int, int]) -> None:
        """Rows from one up to the other of prices [T, N], in which nothing trades."""
        self.seen, self.unit = {}, state.unit
        for symbol, flow in _flows(state).items():
            self.seen[symbol] = self._block(float(flow), self._held(state.portfolio, symbol), session, prices, rows)

    def upto(self, rows: int) -> None:
        """Only the first of the rows that were seen."""
        self.seen = {symbol: each.block.upto(rows) for symbol, each in self.seen.items()}

    def pass_by(self, equity: Equity) -> None:
        """What was seen is dealt with."""
        last = self.memory.last
        self.told = {}
        for symbol, each in self.seen.items():
            if isinstance(each, EquityPoint) and not each.opening == each.adverse == each.closing == last.get(symbol):
                self.told[symbol] = SymbolResult(each.opening, each.adverse, each.closing)
        self.memory.pass_by(self.seen, equity, self.unit)

    def _marks(self, flow: Decimal, portfolio: Portfolio, symbol: str, prices: Prices) -> tuple[float, float, float]:
        return row_values(float(flow), self._held(portfolio, symbol), prices)[:3]

    @staticmethod
    def _block(
        flow: float, held: Held, session: NDArray[np.int64], prices: Prices, rows: tuple[int, int]
    ) -> EquityBlock:
        if not held:
            still = np.full(rows[1] - rows[0], flow)
            return EquityBlock(session, still, still, still, flat=True)
        return EquityBlock(
            session,
            values(flow, held, prices.opening, *rows),
            worst_values(flow, held, prices, *rows),
            values(flow, held, prices.closing, *rows),
        )

    def _held(self, portfolio: Portfolio, symbol: str) -> Held:
        position = portfolio.positions.get(symbol)
        return [] if position is None else [(self.columns[symbol], float(position.quantity))]


def _flows(state: State) -> Mapping[str, Decimal]:
    return {} if state.flows is None else state.flows.now
