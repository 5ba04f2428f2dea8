"""Rule texts -> checked rules, and their mistakes at their place in the file."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from botspec.compiler.expand import Expanded
from botspec.compiler.sessions import HOURS
from botspec.diagnostics.codes import finding
from botspec.diagnostics.edits import Edit
from botspec.diagnostics.finding import Finding
from botspec.expressions import (
    ErrorKind,
    Names,
    PositionUse,
    Rule,
    RuleError,
    RuleErrors,
    Setting,
    name_problem,
    parse_condition,
    parse_number,
)
from botspec.market.sample import index
from botspec.spec.document import Document
from botspec.spec.model import Spec
from botspec.spec.paths import Path, at_path
from botspec.spec.rule_text import ConditionText, NumberText
from botspec.spec.words import Source
from botspec.strategy.read import RuleProblem, TextsReading, joined_rules, read_texts
from botspec.strategy.rules import Rules
from botspec.strategy.texts import rule_texts

_CODES = {
    ErrorKind.SYNTAX: "BS010",
    ErrorKind.SIZE: "BS010",
    ErrorKind.NAME: "BS203",
    ErrorKind.TYPE: "BS111",
    ErrorKind.ARGUMENT: "BS112",
    ErrorKind.AHEAD: "BS340",
}
_NAME_IT = "define it under params or let"
_LEGS = ("entry", "exit")
_PRICES: tuple[Path, ...] = tuple(
    ("orders", leg, *side, "price") for leg in _LEGS for side in ((), ("long",), ("short",))
)
_RULES: tuple[Path, ...] = (*((side, key) for side in ("long", "short") for key in ("enter", "exit")), ("rank",))
_DUE: Mapping[type[str], Callable[[str, Names], Rule]] = {NumberText: parse_number, ConditionText: parse_condition}


@dataclass(frozen=True, slots=True)
class CheckedRules:
    """Every rule of a spec. `traded` is what a strategy of rules does, None for every other strategy.

    `prices` are the prices of the order policies, by `entry`, `exit`, `entry.long`, ...; `others` everything else, by
    path.
    """

    traded: Rules | None
    prices: Mapping[str, Rule]
    others: Mapping[Path, Rule]
    let: Mapping[str, Rule]

    @property
    def all(self) -> tuple[Rule, ...]:
        """The rules that are looked at (those under `let` only through them)."""
        return (*self.sides, *self.prices.values(), *self.others.values())

    @property
    def symbols(self) -> tuple[str, ...]:
        """Symbols that rules name, in the order of the alphabet."""
        return tuple(sorted({symbol for rule in self.all for symbol in rule.symbols}))

    @property
    def sides(self) -> tuple[Rule, ...]:
        """Enter and exit of each side, and rank."""
        return () if self.traded is None else self.traded.all()

    @property
    def warmup(self) -> int:
        """Bars a symbol needs before every rule can be trusted."""
        return max((rule.warmup for rule in self.all), default=0)


def check_rules(
    document: Document, spec: Spec | None, params: Mapping[str, Decimal], strategy: Expanded
) -> tuple[CheckedRules | None, list[Finding]]:
    """All rules of a spec; None when one of them is wrong, with a finding for each mistake.

    Without a `spec`, because its shape is wrong somewhere, the limit prices are read as they stand in the file.
    """
    sound = {name: value for name, value in params.items() if not name_problem(name)}
    numbers = sound if strategy.path is not None else strategy.numbers
    reading = read_texts(strategy.let, strategy.params, numbers, _setting(spec))
    base = strategy.path or ("strategy",)
    findings = [*_param_names(document, params), *_problems(document, strategy, reading)]
    found: dict[Path, Rule] = {}
    at_entry = replace(reading.names, position=PositionUse.AT_ENTRY)
    for path, text in _prices(document) if spec is None else rule_texts(spec):
        try:
            found[path] = _DUE[type(text)](text, at_entry if path[0] == "exits" else reading.names)
        except RuleErrors as errors:
            findings += [_mistake(document, path, error) for error in errors.errors]
    return (None, findings) if findings else (_sorted(reading, strategy.kind, base, found), [])


def _sorted(reading: TextsReading, kind: str, base: Path, found: Mapping[Path, Rule]) -> CheckedRules:
    traded = joined_rules(reading, kind)
    mine = {path: rule for path, rule in reading.rules.items() if traded is None or path not in _RULES}
    prices = {".".join(map(str, path[1:-1])): rule for path, rule in found.items() if path in _PRICES}
    others = {(*base, *path): rule for path, rule in mine.items()}
    others |= {path: rule for path, rule in found.items() if path not in _PRICES}
    return CheckedRules(traded, prices, others, reading.names.lets)


def _prices(document: Document) -> Iterator[tuple[Path, NumberText]]:
    for path in _PRICES:
        text = at_path(document.tree, path)
        if isinstance(text, str) and text:
            yield path, NumberText(text)


def _setting(spec: Spec | None) -> Setting:
    """What rules may look at: any symbol there are bars of, traded or not; anything while that is wrong itself."""
    if spec is None:
        return Setting()
    symbols = tuple(index()) if spec.data.source is Source.SAMPLE else None
    return Setting(symbols, spec.data.timeframe, HOURS[spec.schedule.session].seconds)


def _param_names(document: Document, params: Mapping[str, Decimal]) -> Iterator[Finding]:
    for name in params:
        if problem := name_problem(name):
            yield document.at_key("BS204", ("params", name), problem, "choose another name")


def _problems(document: Document, strategy: Expanded, reading: TextsReading) -> Iterator[Finding]:
    """One for each mistake; of a library's rules, which are right, what keeps them from fitting this spec."""
    if strategy.path is not None:
        yield from (_problem(document, strategy.path, problem) for problem in reading.problems)
    elif reading.problems:
        error = reading.problems[0].error
        message = f"{strategy.kind} does not fit this bot: {error.message}"
        yield document.at_value("BS328", ("strategy", "kind"), message, error.hint)


def _problem(document: Document, base: Path, problem: RuleProblem) -> Finding:
    path = (*base, *problem.path)
    if problem.on_name:
        return document.at_key("BS204", path, problem.error.message, problem.error.hint)
    return _mistake(document, path, problem.error)


def _mistake(document: Document, path: Path, error: RuleError) -> Finding:
    span = document.rule_span(path, error.start, error.end)
    hint = error.hint or (_NAME_IT if error.kind is ErrorKind.NAME else "")
    fix = (Edit(span, error.meant),) if error.meant else ()
    return finding(_CODES[error.kind], document.path, span, error.message, hint, where=document.named(path), fix=fix)
