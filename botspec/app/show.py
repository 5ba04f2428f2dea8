"""What a spec comes to: in words, its rules as understood, the bars it needs, what it can hold and lose, and when."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from botspec.app.rewriting import SpecUnreadable
from botspec.app.show_data import DataNeeded, data_needed
from botspec.app.show_exits import exits_shown
from botspec.app.show_worst import Bound, worst_case
from botspec.app.spec_at import check_at
from botspec.app.validate import check_file
from botspec.compiler.context import Context
from botspec.compiler.digest import behaviour_digest, digest
from botspec.compiler.resolve import resolve
from botspec.compiler.rules import CheckedRules
from botspec.compiler.summary import summarize
from botspec.diagnostics.finding import Severity
from botspec.expressions import Rule
from botspec.expressions.spelled import spelled
from botspec.spec.model import Spec
from botspec.spec.words import Submit


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule as written and as understood; bars before its first and its first trusted value."""

    name: str
    written: str
    understood: str
    lookback: int
    warmup: int


@dataclass(frozen=True, slots=True)
class Moment:
    """When, and what happens then."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A bot. The behaviour digest stays the same when only mode, account or words change."""

    bot: str
    mode: str
    account: str
    digest: str
    behaviour_digest: str
    summary: tuple[str, ...]
    symbols: tuple[str, ...]
    benchmark: str | None
    data: DataNeeded
    rules: tuple[RuleShown, ...]
    orders: tuple[str, ...]
    exits: tuple[str, ...]
    worst_case: tuple[Bound, ...]
    moments: tuple[Moment, ...]
    notes: tuple[str, ...]


def show(path: Path, at: str | None = None) -> Shown:
    """All of it, nothing being run; `at` a commit instead of as it is. Raises SpecUnreadable, NotInGit."""
    checked = check_file(path) if at is None else check_at(path, at)
    context = checked.context
    wrong = any(found.severity is Severity.ERROR for found in checked.findings)
    if wrong or context is None or context.rules is None:
        raise SpecUnreadable(checked)
    spec, resolved = context.spec, resolve(context)
    return Shown(
        bot=spec.id,
        mode=spec.mode.value,
        account=spec.account,
        digest=digest(resolved),
        behaviour_digest=behaviour_digest(resolved),
        summary=summarize(context),
        symbols=spec.universe.symbols,
        benchmark=spec.universe.benchmark,
        data=data_needed(spec, context.rules.warmup),
        rules=tuple(_shown(name, rule) for name, rule in named_rules(context.rules)),
        orders=_orders(spec),
        exits=exits_shown(context),
        worst_case=worst_case(context),
        moments=_moments(context),
        notes=tuple(f"{found.severity}: {found.message} [{found.code}]" for found in checked.findings),
    )


def named_rules(rules: CheckedRules) -> tuple[tuple[str, Rule], ...]:
    """Every rule by the key it stands under, those under `let` first."""
    named = [(f"let.{name}", rule) for name, rule in rules.let.items()]
    if rules.traded is not None:
        for name, side in (("long", rules.traded.long), ("short", rules.traded.short)):
            named += [] if side is None else [(f"{name}.enter", side.enter), (f"{name}.exit", side.exit)]
        named += [] if rules.traded.rank is None else [("rank", rules.traded.rank)]
    named += [(f"orders.{side}.price", rule) for side, rule in rules.prices.items()]
    return (*named, *((".".join(map(str, path)), rule) for path, rule in rules.others.items()))


def _shown(name: str, rule: Rule) -> RuleShown:
    return RuleShown(name, " ".join(rule.text.split()), spelled(rule.tree), rule.lookback, rule.warmup)


def _orders(spec: Spec) -> tuple[str, ...]:
    return tuple(
        f"{side}: {policy.type} order, {policy.time_in_force}{' at its price rule' if policy.price else ''}"
        for side, policy in (("entry", spec.orders.entry), ("exit", spec.orders.exit))
    )


def _moments(context: Context) -> tuple[Moment, ...]:
    spec = context.spec
    bars = spec.data.timeframe
    if spec.schedule.submit is Submit.AFTER_OPEN:
        return (
            Moment(
                "each session's open (09:30 New York)",
                "what was decided at the last close is sized with the opening price, checked against the limits, "
                "journalled, then sent",
            ),
            Moment(
                "each session's official close (16:00 New York, earlier on short days)",
                "the day's bar is known: fills and fees are booked, guards look at the bar's open, low and close, then "
                "the rules decide for the next open",
            ),
        )
    return (
        Moment(
            f"each {bars} bar's close of the regular session (New York)",
            "fills are booked, guards look at the bar's open, low and close, the rules decide, and orders are sized "
            "with the close, checked against the limits, journalled and sent",
        ),
        Moment("each session's official close", "day orders that did not fill expire; the day's fees are charged"),
    )
