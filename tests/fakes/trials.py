"""A back-test of a scripted bot in memory, and what it wrote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from botspec.adapters.exchange_broker import ExchangeBroker
from botspec.app.backtest import Backtested, run_backtest
from botspec.data.warmup import WarmedUp
from botspec.domain.intents import Intent
from botspec.domain.portfolio import Fill
from botspec.domain.rows import FillRow, IntentRow, Row
from botspec.exchange.exchange import Exchange
from botspec.journal.memory import MemoryJournal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline

RowT = TypeVar("RowT", bound=Row)


@dataclass(frozen=True, slots=True)
class Trial:
    """A finished back-test."""

    journal: MemoryJournal
    done: Backtested

    def rows(self, kind: type[RowT]) -> list[RowT]:
        return only(self.journal.rows(), kind)

    @property
    def intents(self) -> list[Intent]:
        return [row.intent for row in self.rows(IntentRow)]

    @property
    def fills(self) -> list[Fill]:
        return [row.fill for row in self.rows(FillRow)]

    @property
    def equity(self) -> list[float]:
        return [float(value) for value in self.journal.columns()["equity"]]


def only(rows: Iterable[Row], kind: type[RowT]) -> list[RowT]:
    """The rows of one kind."""
    return [row for row in rows if isinstance(row, kind)]


def trial(bot: Pipeline, panel: Panel, start: int = 0, *, fast: bool = True, steps: int | None = None) -> Trial:
    """Run `bot` over `panel` from row `start` on."""
    journal = MemoryJournal()
    done = run_backtest(bot, WarmedUp(panel, start), journal, fast_forward=fast, steps=steps)
    return Trial(journal, done)


def exchange_of(bot: Pipeline) -> Exchange:
    """The account of a bot, as the wiring makes it."""
    return Exchange(
        cash=bot.simulation.cash,
        slippage=bot.simulation.slippage,
        fees=bot.simulation.fees,
        max_participation=bot.simulation.max_participation,
        extended=bot.hours.extended,
        ids=bot.digest,
    )


def broker_of(bot: Pipeline, panel: Panel) -> ExchangeBroker:
    """Its broker over `panel`."""
    return ExchangeBroker(exchange_of(bot), panel, bot.hours)
