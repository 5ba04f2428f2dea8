"""Rule texts -> Rules, with everything that is wrong at once. Loads no numpy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from botspec.expressions import (
    ErrorKind,
    Names,
    Rule,
    RuleError,
    RuleErrors,
    name_problem,
    parse_condition,
    parse_number,
    parse_rule,
)
from botspec.strategy.rules import Rules, RulesParams

Numbers = Mapping[str, Decimal | int | float]


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """A mistake in the text at `path` below the strategy, such as ("long", "enter"), or in the name that ends it."""

    path: tuple[str, ...]
    error: RuleError
    on_name: bool = False


@dataclass(frozen=True, slots=True)
class RulesReading:
    """`rules` is None unless `problems` is empty. `names` are for other rules of the spec, such as limit prices."""

    rules: Rules | None
    names: Names
    problems: tuple[RuleProblem, ...]


def read_rules(params: RulesParams, numbers: Numbers, kind: str = "rules") -> RulesReading:
    """Parse every rule of a strategy; `numbers` are the spec's or the library strategy's params."""
    reader = _Reader(numbers, tuple(params.let))
    for name, text in params.let.items():
        reader.define(name, text)
    enter = reader.parse(("long", "enter"), params.long.enter, parse_condition)
    leave = reader.parse(("long", "exit"), params.long.exit, parse_condition)
    rank = None if params.rank is None else reader.parse(("rank",), params.rank, parse_number)
    problems = tuple(reader.problems)
    rules = None if problems or enter is None or leave is None else Rules(enter, leave, rank, kind)
    return RulesReading(rules, reader.names(), problems)


class _Reader:
    """Knows the names defined so far."""

    def __init__(self, numbers: Numbers, order: tuple[str, ...]) -> None:
        self.problems: list[RuleProblem] = []
        self._numbers = numbers
        self._order = order
        self._lets: dict[str, Rule] = {}
        self._broken: set[str] = set()

    def names(self) -> Names:
        known = self._lets.keys() | self._broken
        later = tuple(name for name in self._order if name not in known)
        return Names(self._numbers, dict(self._lets), later, frozenset(self._broken))

    def define(self, name: str, text: str) -> None:
        path = ("let", name)
        wrong = name_problem(name) or (f"'{name}' is a param already" if name in self._numbers else "")
        if wrong:
            error = RuleError(wrong, 0, len(name), "choose another name", ErrorKind.NAME)
            self.problems.append(RuleProblem(path, error, on_name=True))
        rule = self.parse(path, text, parse_rule)
        if rule is None or wrong:
            self._broken.add(name)
        else:
            self._lets[name] = rule

    def parse(self, path: tuple[str, ...], text: str, parse: Callable[[str, Names], Rule]) -> Rule | None:
        try:
            return parse(text, self.names())
        except RuleErrors as errors:
            self.problems.extend(RuleProblem(path, error) for error in errors.errors)
            return None
