"""Everything a report says, as data: built from a journal's rows and columns alone."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.domain.portfolio import Fill
from botspec.domain.rows import (
    AdoptedRow,
    CashRow,
    ColumnsRow,
    ContributedRow,
    DecisionRow,
    DeniedRow,
    DroppedRow,
    EndedRow,
    FillRow,
    HeaderRow,
    IntentRow,
    LegRow,
    MarkRow,
    NoteRow,
    OrderRow,
    OutcomeRow,
    QualityRow,
    ReleasedRow,
    Row,
    SharesRow,
    SpecRow,
    TripRow,
)
from botspec.domain.trades import Ledger, Trade, match
from botspec.journal.chain import Seal
from botspec.market.moments import nanoseconds
from botspec.report import headroom, metrics, tally
from botspec.report.curve import Curve, Floats, from_columns, from_marks
from botspec.report.money import Money, account_for, adopted, coin_fees, movements, parted_from_reference
from botspec.report.orders import DeniedGroup, OrderLine, denied_groups, order_lines
from botspec.report.sorted_rows import SortedRows
from botspec.report.stamps import Stamp, stamps
from botspec.report.trade_numbers import TradeNumbers, by_symbol, count

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run. `curve` has a row a closed bar, `sessions` one a day; `benchmark` is in USD from the same start."""

    header: HeaderRow | None
    starts: int
    spec: SpecRow | None
    digests: tuple[str, ...]
    ended: EndedRow | None
    seal: Seal
    stamps: tuple[Stamp, ...]
    start: float
    curve: Curve
    sessions: Curve
    performance: metrics.Performance
    benchmark: metrics.Performance | None
    drawdown: metrics.Drawdown | None
    activity: metrics.Activity
    money: Money
    ledger: Ledger
    trade_numbers: TradeNumbers
    by_symbol: Mapping[str, TradeNumbers]
    orders: tuple[OrderLine, ...]
    denied: tuple[DeniedRow, ...]
    denied_groups: tuple[DeniedGroup, ...]
    dropped: tuple[DroppedRow, ...]
    fills: tuple[Fill, ...]
    limits: tuple[headroom.LimitUse, ...]
    guards: tuple[headroom.GuardUse, ...]
    trips: tuple[headroom.TripLine, ...]
    reasons: tuple[tally.ReasonCount, ...]
    quality: tuple[QualityRow, ...]
    notes: tuple[tally.NoteGroup, ...]

    @property
    def bot(self) -> str:
        return self.spec.bot if self.spec else "unknown bot"

    @property
    def mode(self) -> str:
        return self.spec.mode if self.spec else "unknown"

    @property
    def trades(self) -> tuple[Trade, ...]:
        """Closed round trips."""
        return self.ledger.trades

    @property
    def final_equity(self) -> float:
        """USD, as of the last row."""
        return float(self.money.equity)

    @property
    def unreconciled(self) -> bool:
        """True when the report may not be believed: journal and broker, or the rows among themselves, do not agree."""
        return any(stamp.word == "UNRECONCILED" for stamp in self.stamps)

    @property
    def daily(self) -> bool:
        """True when its bars are days or longer, so that a date says when."""
        return self.spec is not None and self.spec.timeframe.lower().endswith(("day", "week", "month"))

    @property
    def benchmark_name(self) -> str:
        """The benchmark's symbol; without one in the spec, the traded symbols in equal parts."""
        return (self.spec and self.spec.benchmark) or "equal parts"

    @property
    def state(self) -> str:
        """`finished`, or `unfinished` when the journal has no end."""
        return "finished" if self.ended else "unfinished"


def build(rows: Iterable[Row], columns: Mapping[str, NDArray[Any]], seal: Seal) -> RunRecord:
    """`columns` are those of the last ColumnsRow, empty when there is none."""
    found = SortedRows(rows)
    spec = found.last(SpecRow)
    capital = spec.capital if spec else Decimal(0)
    contributions = found.of(ContributedRow)
    curve = _curve(found, columns, float(capital)).in_units(contributions)
    sessions = curve.by_session()
    ended = found.last(EndedRow) if found.newer(EndedRow, SpecRow) else None
    ledger = _ledger(found, curve)
    trips, released = found.of(TripRow), found.of(ReleasedRow)
    money = _money(found, ended, capital, ledger)
    lines = headroom.trip_lines(trips, released)
    return RunRecord(
        header=found.last(HeaderRow),
        starts=len(found.of(HeaderRow)),
        spec=spec,
        digests=tuple(dict.fromkeys(row.digest for row in found.of(SpecRow))),
        ended=ended,
        seal=seal,
        stamps=stamps(spec, ended, found.of(NoteRow), money, lines),
        start=float(capital),
        curve=curve,
        sessions=sessions,
        performance=_performance(curve.equity, sessions.equity, float(capital)),
        benchmark=_benchmark(curve, sessions, float(capital)),
        drawdown=metrics.deepest(curve, float(capital)),
        activity=metrics.activity(curve, float(money.traded), len(sessions)),
        money=money,
        ledger=ledger,
        trade_numbers=count(ledger.trades),
        by_symbol=by_symbol(ledger.trades),
        orders=order_lines(_intents(found), found.of(OutcomeRow), found.of(OrderRow)),
        denied=found.of(DeniedRow),
        denied_groups=denied_groups(found.of(DeniedRow)),
        dropped=found.of(DroppedRow),
        fills=tuple(row.fill for row in found.of(FillRow)),
        limits=headroom.limit_uses(found.of(IntentRow), found.of(DeniedRow)),
        guards=headroom.guard_uses(spec, curve, float(capital), trips, released),
        trips=lines,
        reasons=tally.reasons(found.of(DecisionRow)),
        quality=found.of(QualityRow),
        notes=tally.notes(found.of(NoteRow)),
    )


def _intents(found: SortedRows) -> list[IntentRow | LegRow]:
    return [*found.of(IntentRow), *found.of(LegRow)]


def _money(found: SortedRows, ended: EndedRow | None, capital: Decimal, ledger: Ledger) -> Money:
    fills = found.of(FillRow)
    parted, final, came_in = parted_from_reference(fills, _intents(found)), _final(found, ended), _came_in(found, ended)
    money = account_for(capital, ledger, fills, found.of(CashRow), parted, final, came_in, found.of(AdoptedRow))
    return replace(money, coin_fees=coin_fees(found.of(SharesRow), fills))


def _curve(found: SortedRows, columns: Mapping[str, NDArray[Any]], capital: float) -> Curve:
    stored = bool(columns) and not found.newer(MarkRow, ColumnsRow)
    curve = from_columns(columns) if stored else from_marks(found.of(MarkRow))
    return replace(curve, benchmark=_from_same_start(curve.benchmark, capital))


def _from_same_start(benchmark: Floats | None, capital: float) -> Floats | None:
    if benchmark is None:
        return None
    first = benchmark[np.isfinite(benchmark)][0]
    return np.asarray(benchmark / first * capital) if first > 0 else None


def _performance(by_bar: Floats, by_session: Floats, capital: float) -> metrics.Performance:
    """Returns by session; how deep it fell by every close, that within a session is no less a fall."""
    return metrics.performance(metrics.returns(by_session, capital), metrics.deepest_of(by_bar, capital))


def _benchmark(curve: Curve, sessions: Curve, capital: float) -> metrics.Performance | None:
    if curve.benchmark is None or sessions.benchmark is None:
        return None
    held, by_session = (np.where(np.isfinite(each), each, capital) for each in (curve.benchmark, sessions.benchmark))
    return _performance(held, by_session, capital)


def _final(found: SortedRows, ended: EndedRow | None) -> tuple[Decimal, Decimal] | None:
    """Equity and cash: where the run goes on, those of the newest mark with what was booked since, at its price."""
    last = ended or found.last(MarkRow)
    if last is None or not math.isfinite(last.equity) or not last.cash.is_finite():
        return None
    if ended is not None:
        return _exact(last.equity), last.cash
    taken_over = adopted(found.unmarked(AdoptedRow))
    earned, paid = movements(found.unmarked(CashRow), [*found.unmarked(FillRow), *taken_over])
    return _exact(last.equity) + earned, last.cash + earned - paid


def _came_in(found: SortedRows, ended: EndedRow | None) -> Decimal:
    """What was contributed by the time that the final equity is of: a mark is taken before what comes in with it."""
    last = None if ended is not None else found.last(MarkRow)
    rows = (row for row in found.of(ContributedRow) if last is None or row.at < last.at)
    return sum((row.amount for row in rows), Decimal(0))


def _exact(value: float) -> Decimal:
    return Decimal(str(round(value, 6)))


def _ledger(found: SortedRows, curve: Curve) -> Ledger:
    intents = [row.intent for row in _intents(found)]
    rules = {each.request.client_order_id: each.leg.value if each.rests else each.rule for each in intents}
    rules[""] = "adopted"
    fills, taken_over = found.of(FillRow), adopted(found.of(AdoptedRow))
    booked = sorted((*fills, *taken_over), key=lambda row: row.fill.at) if taken_over else fills
    ledger = match([row.fill for row in booked], rules, found.of(SharesRow))
    if len(curve) == 0:
        return ledger
    entered, left = ([nanoseconds(at) for at in times] for times in _times(ledger))
    bars = np.searchsorted(curve.closed_at, left) - np.searchsorted(curve.closed_at, entered)
    counted = (replace(trade, bars=int(held)) for trade, held in zip(ledger.trades, bars, strict=True))
    return replace(ledger, trades=tuple(counted))


def _times(ledger: Ledger) -> tuple[list[Any], list[Any]]:
    return [trade.entered_at for trade in ledger.trades], [trade.exited_at for trade in ledger.trades]
