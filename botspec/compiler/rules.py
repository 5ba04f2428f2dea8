"""Rule texts -> checked rules, and their mistakes at their place in the file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from botspec.compiler.expand import RuleTexts
from botspec.diagnostics.codes import finding
from botspec.diagnostics.finding import Finding
from botspec.expressions import (
    ErrorKind,
    Names,
    Rule,
    RuleErrors,
    name_problem,
    parse_condition,
    parse_number,
    parse_rule,
)
from botspec.spec.document import Document
from botspec.spec.paths import Path, at_path

_CODES = {
    ErrorKind.SYNTAX: "BS010",
    ErrorKind.SIZE: "BS010",
    ErrorKind.NAME: "BS203",
    ErrorKind.TYPE: "BS111",
    ErrorKind.ARGUMENT: "BS112",
    ErrorKind.UNAVAILABLE: "BS107",
}
ENTRY_PRICE: Path = ("orders", "entry", "price")
EXIT_PRICE: Path = ("orders", "exit", "price")


@dataclass(frozen=True, slots=True)
class Rules:
    """Every rule of a spec, checked. `let` is in the order it was written; `paths` says where the others stand."""

    let: Mapping[str, Rule]
    enter: Rule
    exit: Rule
    rank: Rule | None
    entry_price: Rule | None
    exit_price: Rule | None

    @property
    def all(self) -> tuple[Rule, ...]:
        """The rules that are looked at (those under `let` only through them)."""
        found = (self.enter, self.exit, self.rank, self.entry_price, self.exit_price)
        return tuple(rule for rule in found if rule is not None)

    @property
    def warmup(self) -> int:
        """Bars a symbol needs before every rule can be trusted."""
        return max(rule.warmup for rule in self.all)


Parse = Callable[[str, Names], Rule]


@dataclass(slots=True)
class _Reading:
    """Parses one rule after another; a rule named by another one must have been parsed before."""

    params: Mapping[str, Decimal]
    spots: _Spots
    later: Collection[str]
    lets: dict[str, Rule] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def name(self, name: str, text: str, path: Path) -> None:
        """A rule under `let`."""
        rule = self.rule(text, path, parse_rule)
        if rule is None:
            self.broken.add(name)
        else:
            self.lets[name] = rule

    def rule(self, text: str, path: Path, parse: Parse) -> Rule | None:
        """A checked rule, or None after noting what is wrong."""
        later = [name for name in self.later if name not in self.lets and name not in self.broken]
        try:
            return parse(text, Names(self.params, self.lets, later, frozenset(self.broken)))
        except RuleErrors as errors:
            self.findings += [
                self.spots.finding(_CODES[error.kind], path, (error.start, error.end), error.message, error.hint)
                for error in errors.errors
            ]
            return None


@dataclass(frozen=True, slots=True)
class _Spots:
    document: Document

    def finding(self, code: str, path: Path, part: tuple[int, int], message: str, hint: str) -> Finding:
        document = self.document
        span = document.rule_span(path, *part)
        return finding(code, document.path, span, message, hint, where=document.named(path))


def read_rules(
    document: Document, params: Mapping[str, Decimal], texts: RuleTexts
) -> tuple[Rules | None, list[Finding]]:
    """All rules of a spec; None when one of them is wrong, with a finding for each mistake."""
    base = texts.path if texts.path is not None else ("strategy",)
    numbers = {**params, **texts.params} if texts.path is not None else texts.params
    reading = _Reading(numbers, _Spots(document), tuple(texts.let))
    reading.findings += _names(document, params, texts, base)
    for name, text in texts.let.items():
        reading.name(name, text, (*base, "let", name))
    enter = reading.rule(texts.enter, (*base, "long", "enter"), parse_condition)
    exit_ = reading.rule(texts.exit, (*base, "long", "exit"), parse_condition)
    rank = None if texts.rank is None else reading.rule(texts.rank, (*base, "rank"), parse_number)
    entry_price = _price(document, reading, ENTRY_PRICE)
    exit_price = _price(document, reading, EXIT_PRICE)
    if reading.findings or reading.broken or enter is None or exit_ is None:
        return None, reading.findings
    return Rules(reading.lets, enter, exit_, rank, entry_price, exit_price), []


def _price(document: Document, reading: _Reading, path: Path) -> Rule | None:
    text = at_path(document.tree, path)
    return reading.rule(text, path, parse_number) if isinstance(text, str) and text else None


def _names(document: Document, params: Mapping[str, Decimal], texts: RuleTexts, base: Path) -> Iterator[Finding]:
    """Names that the rule language needs itself, and names given twice."""
    for name in params:
        if problem := name_problem(name):
            yield document.at_key("BS204", ("params", name), problem, "choose another name")
    for name in texts.let if texts.path is not None else ():
        path = (*base, "let", name)
        if problem := name_problem(name):
            yield document.at_key("BS204", path, problem, "choose another name")
        elif name in params:
            yield document.at_key("BS204", path, f"'{name}' is also a param", "choose another name")
