"""What guards of equity remember of each symbol by itself; the same when it is folded out of a journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from botspec.domain.guards import latch
from botspec.domain.rows import MarkRow, ReleasedRow
from botspec.risk.guards.guard import Breach, EquityGuard, needs_highs
from botspec.risk.guards.references import Equity, EquityPoint, Marks
from botspec.risk.guards.results import ResultMarks, first_result_breach
from botspec.run.state import State

Results = Mapping[str, Equity]


@dataclass(slots=True)
class SymbolMemory:
    """`equity` is the bot's, `marks` are by latch, of symbols that were ever traded, `last` their results at a close.

    Results count in units, as equity does: `carried` is what they had come to in other units before, so that they
    move by profit and loss alone.
    """

    guards: tuple[EquityGuard, ...]
    equity: Marks
    marks: dict[str, ResultMarks] = field(default_factory=dict)
    last: dict[str, float] = field(default_factory=dict)
    carried: dict[str, float] = field(default_factory=dict)
    unit: float = 1.0

    def counted(self, results: Results, unit: float) -> Results:
        """Results of USD in units."""
        if unit != self.unit:
            self.carried = {
                symbol: self.carried.get(symbol, 0.0) + self.unit * result - unit * result
                for symbol, result in self.last.items()
            }
            self.unit = unit
        if unit == 1.0 and not self.carried:
            return results
        carried = self.carried
        return {symbol: result.scaled(unit).plus(carried.get(symbol, 0.0)) for symbol, result in results.items()}

    def breaches(
        self, results: Results, equity: Equity, tripped: Mapping[str, object]
    ) -> list[tuple[EquityGuard, str, Breach]]:
        """Every guard and symbol that trips within these rows, with its first breach; results count in units."""
        found = []
        for guard in self.guards:
            for symbol, result in results.items():
                if latch(guard.name, symbol) in tripped:
                    continue
                breach = first_result_breach(guard, self.of(guard, symbol), result, equity)
                if breach is not None:
                    found.append((guard, symbol, breach))
        return found

    def of(self, guard: EquityGuard, symbol: str) -> ResultMarks:
        """What is remembered of one symbol: of one never traded, that it brought nothing."""
        known = self.marks.get(latch(guard.name, symbol))
        if known is not None:
            return known
        brought = self.carried.get(symbol, 0.0) + self.unit * self.last.get(symbol, 0.0)
        return ResultMarks.restarted(brought, self.equity, highs=needs_highs(guard))

    def pass_by(self, results: Results, equity: Equity, unit: float) -> None:
        """Take in rows, or one row, that are dealt with; results in USD."""
        counted = self.counted(results, unit)
        after = {id(self.equity): (self.equity, self.equity.after(equity))}
        for guard in self.guards:
            for symbol, result in counted.items():
                before = self.of(guard, symbol)
                kept = after.get(id(before.equity)) or (before.equity, before.equity.after(equity))
                after[id(before.equity)] = kept
                self.marks[latch(guard.name, symbol)] = before.after(result, equity, kept[1])
        self.equity = after[id(self.equity)][1]
        self.last = {symbol: _closing(result) for symbol, result in results.items()}

    def result(self, symbol: str, results: Results, unit: float) -> float:
        """What a symbol has brought, in units: by `results` or, where they do not tell, by the newest close."""
        known = results.get(symbol) or EquityPoint(0, *(self.last.get(symbol, 0.0),) * 3)
        return _closing(self.counted({symbol: known}, unit)[symbol])

    def let_go(self, guard: EquityGuard, row: ReleasedRow) -> None:
        """A guard's references of one symbol start again."""
        if row.symbol is not None:
            equity = Marks.restarted(row.equity, row.session)
            restarted = ResultMarks.restarted(row.result or 0.0, equity, highs=needs_highs(guard))
            self.marks[latch(guard.name, row.symbol)] = restarted

    def recall(self, row: MarkRow, equity: Equity, state: State) -> None:
        """Take in a journal's mark: what it does not name has not moved.

        Where it tells nothing, no guard asked: one that came later counts what is held since it was bought.
        """
        told = row.results or {}
        if row.results is None and state.flows is not None:
            self.marks.clear()
            self.last = state.flows.realised(state.portfolio)
        results: dict[str, Equity] = {symbol: flat(row.session, result) for symbol, result in self.last.items()}
        for symbol, each in told.items():
            results[symbol] = EquityPoint(row.session, each.opening, each.adverse, each.closing)
        self.pass_by(results, equity, row.unit)


def flat(session: int, result: float) -> EquityPoint:
    """A row in which it does not move."""
    return EquityPoint(session, result, result, result)


def _closing(result: Equity) -> float:
    return result.closing if isinstance(result, EquityPoint) else result.closing.item(-1)
