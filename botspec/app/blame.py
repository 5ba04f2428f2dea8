"""`botspec blame`: from an order or a fill back to the rule, its values, the limits, the spec and the commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system.git import NotInGit, repository
from botspec.app.blame_values import Value, rule_values
from botspec.app.find_run import NoSuchRun, journals
from botspec.domain.intents import Reading
from botspec.domain.portfolio import Fill
from botspec.domain.rows import FillRow, HeaderRow, IntentRow, OrderRow, OutcomeRow, Row, SpecRow

SHORTEST = 8
_KINDS = (HeaderRow, SpecRow, IntentRow, OutcomeRow, OrderRow, FillRow)


@dataclass(frozen=True, slots=True)
class Headroom:
    """A limit when the order was made: how much of it the worst case with the order in it would use."""

    limit: str
    reading: Reading

    @property
    def used(self) -> Decimal | None:
        """As a part of what is allowed; None where nothing is."""
        return self.reading.used / self.reading.allowed if self.reading.allowed else None


@dataclass(frozen=True, slots=True)
class Change:
    """The commit that changed the spec last, as of the commit that ran."""

    commit: str
    author: str
    subject: str


@dataclass(frozen=True, slots=True)
class Blame:
    """Everything behind one order. `values` is None where the bars are not at hand, and `why` says so."""

    client_order_id: str
    order_id: str | None
    symbol: str
    side: str
    leg: str
    quantity: Decimal
    rule: str
    decided_at: datetime
    sent_at: datetime
    reference_price: Decimal
    fills: tuple[Fill, ...]
    bot: str
    mode: str
    account: str
    digest: str
    narrowed: tuple[str, ...]
    spec_path: str
    commit: str | None
    dirty: bool | None
    change: Change | None
    lock: str | None
    policy: str | None
    botspec: str
    headroom: tuple[Headroom, ...]
    values: tuple[Value, ...] | None
    why: str
    run: Path
    report: Path | None


@dataclass(frozen=True, slots=True)
class _Found:
    intent: IntentRow
    header: HeaderRow | None
    spec: SpecRow | None
    order_id: str | None
    fills: tuple[Fill, ...]


def blame(word: str, runs: Path) -> Blame:
    """What is behind an order: its client id (or the start of it), the broker's id, or either with `/2` for a fill.

    Raises NoSuchRun when no journal under `runs` knows it, JournalDamaged.
    """
    order, _, number = word.partition("/")
    if number and not number.isdecimal():
        raise NoSuchRun(f"{word!r} names no fill: write the order's id, a slash and a number from 1 up")
    for journal in journals(runs):
        with SqliteJournal(journal, "read") as file:
            found = _found(order, list(file.some(_KINDS)))
        if found is not None:
            return _blame(_only(found, int(number) if number else None, word), journal)
    raise NoSuchRun(f"no journal under {runs}/ knows an order {order!r}")


def _found(word: str, rows: list[Row]) -> _Found | None:
    ids = _broker_ids(rows)
    header, spec = None, None
    for row in rows:
        if isinstance(row, HeaderRow):
            header = row
        elif isinstance(row, SpecRow):
            spec = row
        elif isinstance(row, IntentRow) and _means(word, row, ids):
            ours = row.intent.request.client_order_id
            fills = tuple(each.fill for each in rows if isinstance(each, FillRow) and each.fill.client_order_id == ours)
            return _Found(row, header, spec, ids.get(ours), fills)
    return None


def _broker_ids(rows: list[Row]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for row in rows:
        if isinstance(row, OutcomeRow) and row.order_id:
            ids[row.client_order_id] = row.order_id
        elif isinstance(row, OrderRow):
            ids[row.order.request.client_order_id] = row.order.id
    return ids


def _means(word: str, row: IntentRow, ids: Mapping[str, str]) -> bool:
    ours = row.intent.request.client_order_id
    if word in {ours, row.intent.id, ids.get(ours)}:
        return True
    return len(word) >= SHORTEST and (ours.startswith(word) or ours.rpartition("-")[2].startswith(word))


def _only(found: _Found, number: int | None, word: str) -> _Found:
    if number is None:
        return found
    if not 1 <= number <= len(found.fills):
        raise NoSuchRun(f"there is no fill {word!r}: the order has {len(found.fills)}")
    return _Found(found.intent, found.header, found.spec, found.order_id, (found.fills[number - 1],))


def _blame(found: _Found, journal: Path) -> Blame:
    intent, request = found.intent.intent, found.intent.intent.request
    header, spec = found.header, found.spec
    values, why = rule_values(spec, header, request.symbol, intent.decided_at, journal)
    report = next(
        (path for path in (journal.with_name(f"report.{form}") for form in ("html", "md")) if path.exists()), None
    )
    return Blame(
        client_order_id=request.client_order_id,
        order_id=found.order_id,
        symbol=request.symbol,
        side=request.side.value,
        leg=intent.leg.value,
        quantity=request.quantity,
        rule=intent.rule,
        decided_at=intent.decided_at,
        sent_at=found.intent.at,
        reference_price=intent.reference_price,
        fills=found.fills,
        bot=spec.bot if spec else "",
        mode=spec.mode if spec else "",
        account=spec.account if spec else "",
        digest=spec.digest if spec else "",
        narrowed=spec.narrowed if spec else (),
        spec_path=header.spec_path if header else "",
        commit=header.git_commit if header else None,
        dirty=header.git_dirty if header else None,
        change=_change(header),
        lock=header.lock if header else None,
        policy=header.policy if header else None,
        botspec=header.botspec if header else "",
        headroom=tuple(Headroom(name, reading) for name, reading in found.intent.readings.items()),
        values=values,
        why=why,
        run=journal.parent,
        report=report,
    )


def _change(header: HeaderRow | None) -> Change | None:
    """Where the repository is at hand still."""
    if header is None or header.git_commit is None:
        return None
    path = Path(header.spec_path)
    try:
        told = repository(path).last_change(path, header.git_commit)
    except NotInGit:
        return None
    return Change(*told) if told is not None else None


def largest_first(found: Blame) -> Iterator[Headroom]:
    """Limits, the one nearest to its bound first."""
    yield from sorted(found.headroom, key=lambda each: -(each.used or Decimal(0)))
