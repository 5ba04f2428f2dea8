"""Rule texts -> checked rules, and their mistakes at their place in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from botspec.compiler.expand import Expanded
from botspec.diagnostics.codes import finding
from botspec.diagnostics.edits import Edit
from botspec.diagnostics.finding import Finding
from botspec.expressions import ErrorKind, Names, Rule, RuleError, RuleErrors, name_problem, parse_number
from botspec.spec.document import Document
from botspec.spec.paths import Path, at_path
from botspec.strategy.read import RuleProblem, read_rules

_CODES = {
    ErrorKind.SYNTAX: "BS010",
    ErrorKind.SIZE: "BS010",
    ErrorKind.NAME: "BS203",
    ErrorKind.TYPE: "BS111",
    ErrorKind.ARGUMENT: "BS112",
    ErrorKind.UNAVAILABLE: "BS107",
}
_NAME_IT = "define it under params or let"
_PRICES: tuple[Path, ...] = (("orders", "entry", "price"), ("orders", "exit", "price"))


@dataclass(frozen=True, slots=True)
class CheckedRules:
    """Every rule of a spec. `prices` are the limit prices of the order policies, by `entry` and `exit`."""

    enter: Rule
    exit: Rule
    rank: Rule | None
    prices: Mapping[str, Rule]
    let: Mapping[str, Rule]

    @property
    def all(self) -> tuple[Rule, ...]:
        """The rules that are looked at (those under `let` only through them)."""
        rank = () if self.rank is None else (self.rank,)
        return (self.enter, self.exit, *rank, *self.prices.values())

    @property
    def warmup(self) -> int:
        """Bars a symbol needs before every rule can be trusted."""
        return max(rule.warmup for rule in self.all)


def check_rules(
    document: Document, params: Mapping[str, Decimal], strategy: Expanded
) -> tuple[CheckedRules | None, list[Finding]]:
    """All rules of a spec; None when one of them is wrong, with a finding for each mistake."""
    sound = {name: value for name, value in params.items() if not name_problem(name)}
    numbers = sound if strategy.path is not None else strategy.numbers
    reading = read_rules(strategy.texts, numbers, strategy.kind)
    base = strategy.path or ("strategy",)
    findings = [*_param_names(document, params), *(_problem(document, base, problem) for problem in reading.problems)]
    prices: dict[str, Rule] = {}
    for path in _PRICES:
        price = _price(document, path, reading.names)
        if isinstance(price, Rule):
            prices[str(path[1])] = price
        elif price is not None:
            findings += [_mistake(document, path, error) for error in price]
    if findings or reading.rules is None:
        return None, findings
    rules = reading.rules
    return CheckedRules(rules.enter, rules.exit, rules.rank, prices, reading.names.lets), []


def _price(document: Document, path: Path, names: Names) -> Rule | tuple[RuleError, ...] | None:
    text = at_path(document.tree, path)
    if not isinstance(text, str) or not text:
        return None
    try:
        return parse_number(text, names)
    except RuleErrors as errors:
        return errors.errors


def _param_names(document: Document, params: Mapping[str, Decimal]) -> Iterator[Finding]:
    for name in params:
        if problem := name_problem(name):
            yield document.at_key("BS204", ("params", name), problem, "choose another name")


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
