"""What the templates need beside the record: rows cut to a readable length, labels, charts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from botspec.report import words
from botspec.report.chart import charts
from botspec.report.metrics import Performance
from botspec.report.months import by_month
from botspec.report.orders import statuses
from botspec.report.record import RunRecord

T = TypeVar("T")
MODES = {
    "backtest": "Back-test",
    "simulate": "Simulation",
    "paper": "Paper trading",
    "live": "Live",
    "shadow": "Shadow",
}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SHOWN = 400


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """The first and last of many."""

    head: Sequence[T]
    tail: Sequence[T]
    left_out: int

    @property
    def shown(self) -> int:
        return len(self.head) + len(self.tail)


def cut(rows: Sequence[T], shown: int = _SHOWN) -> Cut[T]:
    """All rows when they are few, else the first and last half of `shown`."""
    if len(rows) <= shown:
        return Cut(rows, (), 0)
    half = shown // 2
    return Cut(rows[:half], rows[-half:], len(rows) - 2 * half)


def view(record: RunRecord) -> dict[str, Any]:
    """The names that the templates know."""
    return {
        "r": record,
        "mode_word": MODES.get(record.mode, record.mode),
        "period": period(record),
        "chart": charts(record.curve, record.sessions, record.start, record.trips),
        "comparison": comparison(record),
        "waterfall": waterfall(record),
        "years": by_month(record.sessions, record.start),
        "month_names": MONTHS,
        "trades": cut(record.ledger.trades),
        "orders": cut(record.orders),
        "denied": cut(record.denied),
        "statuses": statuses(record.orders),
        "provenance": provenance(record),
    }


def period(record: RunRecord) -> tuple[date, date] | None:
    """First and last session."""
    dates = record.sessions.dates()
    return (dates[0], dates[-1]) if dates else None


def comparison(record: RunRecord) -> list[tuple[str, str, str]]:
    """Label, the bot's number, the benchmark's."""
    other = record.benchmark or Performance(None, None, None, None, None, None, None)
    sessions = len(record.sessions)
    pairs = zip(_ratios(record.performance, sessions), _ratios(other, sessions), strict=True)
    both = [(label, own, against) for (label, own), (_, against) in pairs]
    return both + [(label, own, "") for label, own in _activity(record)]


_ONLY_WHERE_THERE_ARE = ("Contributions", "Not explained")


def waterfall(record: RunRecord) -> list[tuple[str, Decimal, bool]]:
    """Label, USD, and whether it is a level (True) or a change; the changes lead from the first level to the last."""
    money = record.money
    rows = [
        ("Capital", money.capital, True),
        ("Contributions", money.contributed, False),
        ("Closed trades", money.realised, False),
        ("Positions still held", money.unrealised, False),
        ("Dividends", money.dividends, False),
        ("Fees", money.fees, False),
        ("Not explained", money.difference, False),
        ("Final equity", money.equity, True),
    ]
    return [row for row in rows if row[1] != 0 or row[0] not in _ONLY_WHERE_THERE_ARE]


def provenance(record: RunRecord) -> list[tuple[str, str, bool]]:
    """Label, value, and whether it is code."""
    rows: list[tuple[str, str | None, bool]] = [*_of_spec(record), *_of_header(record)]
    rows += [
        ("Journal", f"{words.count(record.seal.rows)} rows", False),
        ("Head hash", record.seal.head, True),
        ("Determinism hash", record.seal.determinism, True),
    ]
    return [(label, value, code) for label, value, code in rows if value]


def _of_spec(record: RunRecord) -> list[tuple[str, str | None, bool]]:
    spec = record.spec
    if spec is None:
        return []
    older = ", ".join(record.digests[:-1]) or None
    return [("Spec digest", spec.digest, True), ("Earlier digests", older, True), ("Account", spec.account, False)]


def _of_header(record: RunRecord) -> list[tuple[str, str | None, bool]]:
    header = record.header
    if header is None:
        return []
    commit = header.git_commit and header.git_commit + (", with changes not committed" if header.git_dirty else "")
    versions = ", ".join(f"{name} {version}" for name, version in sorted(header.versions.items()))
    return [
        ("Spec file", header.spec_path, True),
        ("Git commit", commit or "not in a git repository", bool(commit)),
        ("Command", " ".join(("botspec", *header.arguments)), True),
        ("Started", f"{words.minute(header.started_at)} New York", False),
        ("Starts", words.count(record.starts) if record.starts > 1 else None, False),
        ("Lock", header.lock, True),
        ("Policy", header.policy, True),
        ("Bars", header.bars, True),
        ("Versions", f"botspec {header.botspec}, Python {header.python}, {versions}", False),
        ("Platform", header.platform, False),
    ]


def _ratios(performance: Performance, sessions: int) -> list[tuple[str, str]]:
    return [
        ("Total return", words.percent(performance.total_return, sign=True)),
        ("Return a year (CAGR)", words.a_year(performance.annual_return, sessions)),
        ("Volatility a year", words.percent(words.of_a_year(performance.annual_volatility, sessions))),
        ("Sharpe ratio", words.ratio(words.of_a_year(performance.sharpe, sessions))),
        ("Sortino ratio", words.ratio(words.of_a_year(performance.sortino, sessions))),
        ("Calmar ratio", words.ratio(words.of_a_year(performance.calmar, sessions))),
        ("Max drawdown", words.percent(performance.max_drawdown)),
    ]


def _activity(record: RunRecord) -> list[tuple[str, str]]:
    turnover = words.of_a_year(record.activity.turnover, len(record.sessions))
    return [
        ("Mean exposure", words.percent(record.activity.exposure)),
        ("Time in market", words.percent(record.activity.time_in_market)),
        ("Turnover a year", words.NOT_KNOWN if turnover is None else f"{words.ratio(turnover)}x"),
    ]
