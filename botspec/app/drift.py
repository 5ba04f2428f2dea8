"""`botspec drift`: what runs against what was reviewed: the spec, positions and orders, the account's settings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.sqlite import SqliteJournal
from botspec.adapters.system.clock import WallClock
from botspec.adapters.system.git import NotInGit, repository
from botspec.adapters.system.origin import HostRefused, Origin
from botspec.adapters.system.secrets import credentials
from botspec.app.admission import Applicant, admit
from botspec.app.folders import JOURNAL
from botspec.app.policy_facts import policy_above
from botspec.app.request import Refused
from botspec.app.reviewed_spec import reviewed_spec
from botspec.app.rewriting import SpecUnreadable
from botspec.app.spec_at import check_at
from botspec.app.validate import check_file
from botspec.compiler.check import Checked
from botspec.compiler.context import Context
from botspec.compiler.digest import digest
from botspec.compiler.resolve import resolve
from botspec.diagnostics.finding import Severity
from botspec.domain.modes import Mode
from botspec.domain.portfolio import Portfolio
from botspec.domain.rows import CashRow, FillRow, HeaderRow, IntentRow, OrderRow, SpecRow
from botspec.execution.identity import order_prefix
from botspec.gates.evaluate import may_look
from botspec.gates.facts import PolicyFacts
from botspec.ports.broker import CredentialsRefused, Unavailable

if TYPE_CHECKING:
    from botspec.adapters.system.secret import Credentials
    from botspec.domain.account import AccountSnapshot

_KINDS = (HeaderRow, SpecRow, IntentRow, OrderRow, FillRow, CashRow)


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as reviewed: `what` is spec, narrowed, position, order or account."""

    what: str
    found: str
    wanted: str
    to_do: str


@dataclass(frozen=True, slots=True)
class Drift:
    """What was compared; `unseen` are the parts that could not be looked at, which is no agreement."""

    bot: str
    reference: str
    run: Path
    differences: tuple[Difference, ...]
    unseen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """What the journal says runs."""

    header: HeaderRow | None
    spec: SpecRow | None
    positions: Mapping[str, Decimal]
    orders: frozenset[str]


@dataclass(frozen=True, slots=True)
class Question:
    """What to compare with what. `reference` None is the policy's branch; `simulator` the address of a rehearsal's."""

    spec: Path
    runs: Path
    reference: str | None = None
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)
    simulator: Path | None = None
    account: bool = True


class NothingRuns(LookupError):
    """No journal of this bot (exit 2)."""


def drift(asked: Question) -> Drift:
    """Everything that differs. Raises NotInGit, SpecUnreadable, NothingRuns, JournalDamaged."""
    reference = asked.reference or _branch(asked.spec)
    context = reviewed_at(asked.spec, reference)
    journal = _journal(asked.runs, context, rehearsal=asked.simulator is not None)
    found = running(journal)
    differences = list(of_spec(context, reference, found))
    unseen: list[str] = []
    if asked.account:
        try:
            told, settings = _look(asked, context, found)
            differences += [
                *of_account(found, told, context.spec.id, context.spec.account),
                *of_settings(settings, context),
            ]
        except (CredentialsRefused, Unavailable, Refused, HostRefused) as error:
            unseen.append(f"the account: {error}")
    return Drift(context.spec.id, commit_of(asked.spec, reference), journal.parent, tuple(differences), tuple(unseen))


def _branch(spec: Path) -> str:
    """The branch the policy names, as the remote has it, or here where there is no remote."""
    checked = check_file(spec)
    policy = policy_above(spec, checked).facts
    branch = policy.approval.branch if isinstance(policy, PolicyFacts) else "main"
    try:
        repository(spec).commit(f"origin/{branch}")
    except NotInGit:
        return branch
    return f"origin/{branch}"


def _journal(runs: Path, context: Context, *, rehearsal: bool) -> Path:
    name = f"{context.spec.account}-{context.spec.id}"
    kinds = ("rehearsal",) if rehearsal else ("live", "paper")
    found = [path for kind in kinds for path in runs.glob(f"{kind}-{name}/{JOURNAL}")]
    if not found:
        raise NothingRuns(f"no bot '{context.spec.id}' ran under {runs}/ {' or '.join(kinds)}")
    return max(found, key=lambda path: path.stat().st_mtime_ns)


def _look(asked: Question, context: Context, found: Running) -> tuple[AccountSnapshot, dict[str, object]]:
    from botspec.adapters.alpaca.looking import look

    origin, keys = _place(asked, context, found)
    return look(origin, keys, order_prefix(context.spec.account, context.spec.id), WallClock().now())


def _place(asked: Question, context: Context, found: Running) -> tuple[Origin, Credentials]:
    if asked.simulator is not None:
        embedded = wiring.running_simulator(asked.simulator)
        return embedded.origin, embedded.credentials
    if found.spec is not None and found.spec.mode == Mode.LIVE:
        return _live(asked)
    venue = wiring.paper_venue(credentials(context.spec.account, asked.environment))
    return venue.trading, venue.credentials


def _live(asked: Question) -> tuple[Origin, Credentials]:
    """The live host is asked like that only: through every gate, by the arm record of this machine."""
    checked, context = reviewed_spec(asked.spec)
    applicant = Applicant(asked.spec, checked, context, live=True, armed=True, environment=asked.environment)
    admitted = admit(applicant, WallClock(), lambda: True, lambda _: None)
    venue = wiring.live_venue(may_look(admitted.passed), admitted.keys)
    return venue.trading, venue.credentials


def reviewed_at(spec: Path, reference: str) -> Context:
    """The spec as `reference` has it. Raises NotInGit, SpecUnreadable."""
    checked: Checked = check_at(spec, reference)
    wrong = any(found.severity is Severity.ERROR for found in checked.findings)
    if wrong or checked.context is None or checked.context.rules is None:
        raise SpecUnreadable(checked)
    return checked.context


def running(journal: Path) -> Running:
    """What a journal says. Raises JournalDamaged."""
    with SqliteJournal(journal, "read") as file:
        file.verify()
        rows = list(file.some(_KINDS))
    header = next((row for row in reversed(rows) if isinstance(row, HeaderRow)), None)
    spec = next((row for row in reversed(rows) if isinstance(row, SpecRow)), None)
    book = Portfolio(spec.capital if spec else Decimal(0))
    for row in rows:
        if isinstance(row, FillRow):
            book = book.with_fill(row.fill)
    orders = frozenset(row.intent.request.client_order_id for row in rows if isinstance(row, IntentRow))
    held = {symbol: position.quantity for symbol, position in book.positions.items() if position.quantity}
    return Running(header, spec, held, orders)


def of_spec(context: Context, reference: str, found: Running) -> Iterator[Difference]:
    """The spec that runs, and how it was narrowed for it."""
    wanted = digest(resolve(context))
    if found.spec is None or found.spec.digest != wanted:
        runs = found.spec.digest[:12] if found.spec else "nothing"
        named = ", ".join(_changed(context, found.spec)) if found.spec else ""
        to_do = "stop it and start it from the reviewed commit"
        yield Difference(
            "spec", f"{runs} runs{f' (other: {named})' if named else ''}", f"{wanted[:12]} at {reference}", to_do
        )
    if found.header is not None and found.header.git_dirty:
        yield Difference("spec", "it was started from files that were not committed", reference, "commit them")
    for note in found.spec.narrowed if found.spec else ():
        yield Difference("narrowed", note, "as reviewed", "start it without that option")


def _changed(context: Context, row: SpecRow) -> list[str]:
    """Top keys that differ."""
    ours, theirs = json.loads(row.resolved), resolve(context)
    return sorted(key for key in ours.keys() | theirs.keys() if key in ours and ours[key] != theirs.get(key))


def of_account(found: Running, told: AccountSnapshot, bot: str, profile: str) -> Iterator[Difference]:
    """Positions and orders that the journal does not explain."""
    held = {position.symbol: position.quantity for position in told.positions if position.quantity}
    for symbol in sorted(held.keys() | found.positions.keys()):
        theirs, ours = held.get(symbol, Decimal(0)), found.positions.get(symbol, Decimal(0))
        if theirs != ours:
            to_do = "see botspec status; close what is not the bot's, or give it an account of its own"
            yield Difference("position", f"{theirs:f} {symbol} in the account", f"{ours:f} by the journal", to_do)
    prefix = order_prefix(profile, bot)
    for order in told.open_orders:
        name = order.request.client_order_id
        if name not in found.orders:
            whose = "with this bot's prefix, but not in its journal" if name.startswith(prefix) else "not this bot's"
            text = f"{order.request.side} {order.request.quantity:f} {order.request.symbol} ({name})"
            yield Difference("order", f"{text}: {whose}", "none", "cancel it, or find out who sent it")
    if told.blocked or told.status != "ACTIVE":
        yield Difference(
            "account", f"{told.status}{', blocked' if told.blocked else ''}", "ACTIVE", "see Alpaca's dashboard"
        )


def of_settings(settings: Mapping[str, object], context: Context) -> Iterator[Difference]:
    """Settings of the account under which this bot could not trade as reviewed."""
    shorts = resolve(context).get("strategy", {}).get("short") is not None
    wanted: dict[str, tuple[object, ...]] = {"suspend_trade": (False,), **({"no_shorting": (False,)} if shorts else {})}
    for name, values in wanted.items():
        if settings.get(name) not in values:
            found = f"{name} is {settings.get(name)}"
            yield Difference("account", found, f"{name} is {values[0]}", "change it on Alpaca's dashboard")


def commit_of(spec: Path, reference: str) -> str:
    """What `reference` means, for people. Raises NotInGit."""
    return f"{reference} ({repository(spec).commit(reference)[:12]})"
