"""Two back-tests of one bot side by side: which orders differ, what limited them, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from botspec.domain.rows import IntentRow
from botspec.report.words import money, percent

if TYPE_CHECKING:
    from botspec.report.record import RunRecord

Key = tuple[date, str, str, str, int]


@dataclass(frozen=True, slots=True)
class Trial:
    """One version over the bars: its record, and the orders it sent."""

    record: RunRecord
    intents: tuple[IntentRow, ...]


@dataclass(frozen=True, slots=True)
class OrderSeen:
    """An order by what a reviewer knows it by; None on the side that did not send it."""

    on: date
    symbol: str
    side: str
    leg: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Line:
    """A number of both versions, as it is shown."""

    name: str
    before: str
    after: str

    @property
    def same(self) -> bool:
        """True when nothing can be seen of it."""
        return self.before == self.after


@dataclass(frozen=True, slots=True)
class Behaviour:
    """`bars` is the fingerprint both were run over; equity in USD a session; `note` says what to know of the bars."""

    bot: str
    name: str
    bars: str
    orders: tuple[int, int]
    appeared: tuple[OrderSeen, ...]
    vanished: tuple[OrderSeen, ...]
    changed: tuple[OrderSeen, ...]
    lines: tuple[Line, ...]
    days: tuple[date, ...]
    equity: tuple[tuple[float, ...], tuple[float, ...]]
    note: str = ""

    @property
    def same(self) -> bool:
        """True when the two cannot be told apart."""
        return not (self.appeared or self.vanished or self.changed) and all(line.same for line in self.lines)


@dataclass(frozen=True, slots=True)
class NotTried:
    """Why a bot could not be back-tested."""

    bot: str
    name: str
    why: str


def behaviour(old: Trial, new: Trial, *, bars: str, name: str, note: str = "") -> Behaviour:
    """What differs between two trials over the same bars."""
    before, after = _orders(old.intents), _orders(new.intents)
    gone = tuple(_seen(key, before[key], None) for key in before if key not in after)
    came = tuple(_seen(key, None, after[key]) for key in after if key not in before)
    other = tuple(_seen(key, before[key], after[key]) for key in before if key in after and before[key] != after[key])
    days, curves = _curves(old.record, new.record)
    return Behaviour(
        bot=new.record.bot,
        name=name,
        bars=bars,
        orders=(len(old.intents), len(new.intents)),
        appeared=came,
        vanished=gone,
        changed=other,
        lines=_lines(old.record, new.record),
        days=days,
        equity=curves,
        note=note,
    )


def _orders(intents: Sequence[IntentRow]) -> dict[Key, str]:
    """Orders by day, symbol, side and leg, in the order they left; the same again gets the next number."""
    seen: Counter[tuple[date, str, str, str]] = Counter()
    found: dict[Key, str] = {}
    for row in intents:
        request = row.intent.request
        key = (row.at.date(), request.symbol, str(request.side), str(row.intent.leg))
        found[*key, seen[key]] = _told(row)
        seen[key] += 1
    return found


def _told(row: IntentRow) -> str:
    request = row.intent.request
    limit = f" at {request.limit_price.normalize():f}" if request.limit_price is not None else ""
    amount = f"{request.quantity.normalize():f}" if request.notional is None else f"{request.notional:f} USD of"
    return f"{amount} {request.type}{limit}"


def _seen(key: Key, before: str | None, after: str | None) -> OrderSeen:
    on, symbol, side, leg, _ = key
    return OrderSeen(on, symbol, side, leg, before, after)


def _lines(old: RunRecord, new: RunRecord) -> tuple[Line, ...]:
    shown = (_numbers(old), _numbers(new))
    plain = [Line(name, shown[0][name], shown[1][name]) for name in shown[0]]
    limits = _counted("denied by", old, new, lambda record: Counter(row.limit for row in record.denied))
    trips = _counted("trips of", old, new, lambda record: Counter(line.row.trip.guard for line in record.trips))
    return (*plain, *limits, *trips)


def _counted(word: str, old: RunRecord, new: RunRecord, count: Callable[[RunRecord], Counter[str]]) -> list[Line]:
    before, after = count(old), count(new)
    return [Line(f"{word} {name}", str(before[name]), str(after[name])) for name in sorted({*before, *after})]


def _numbers(record: RunRecord) -> Mapping[str, str]:
    done, active = record.performance, record.activity
    return {
        "final equity": money(record.final_equity),
        "return": percent(done.total_return),
        "deepest drawdown": percent(done.max_drawdown),
        "Sharpe ratio": "unknown" if done.sharpe is None else f"{done.sharpe:.2f}",
        "largest exposure": percent(_largest(record)),
        "turnover a year": "unknown" if active.turnover is None else f"{active.turnover:.1f}x",
        "time in the market": percent(active.time_in_market),
        "trades": str(len(record.trades)),
        "orders denied": str(len(record.denied)),
    }


def _largest(record: RunRecord) -> float | None:
    """The most that was held, as a part of equity."""
    import numpy as np

    if not len(record.curve):
        return None
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.abs(record.curve.exposure) / record.curve.equity
    return float(parts.max()) if np.isfinite(parts).all() else None


def _curves(old: RunRecord, new: RunRecord) -> tuple[tuple[date, ...], tuple[tuple[float, ...], tuple[float, ...]]]:
    """The sessions both have."""
    before, after = (
        dict(zip(each.sessions.dates(), each.sessions.equity.tolist(), strict=True)) for each in (old, new)
    )
    days = tuple(day for day in before if day in after)
    return days, (tuple(before[day] for day in days), tuple(after[day] for day in days))


def _by_day(record: RunRecord) -> dict[date, float]:
    return dict(zip(record.sessions.dates(), record.sessions.equity.tolist(), strict=True))
