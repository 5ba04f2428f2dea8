"""Rule texts -> Rules, with everything that is wrong at once. Loads no numpy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pydantic import BaseModel

from botspec.domain.orders import PositionSide
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
    parse_rule,
)
from botspec.spec.paths import Path
from botspec.spec.rule_text import ConditionText
from botspec.strategy.rules import Rules, RulesParams, SideRules
from botspec.strategy.texts import rule_texts

Numbers = Mapping[str, Decimal | int | float]
ANYWHERE = Setting()
_MAY_HOLD = frozenset({"exit", "let"})


@dataclass(frozen=True, slots=True)
class RuleProblem:
    """A mistake in the text at `path` below the strategy, such as ("long", "enter"), or in the name that ends it."""

    path: Path
    error: RuleError
    on_name: bool = False


@dataclass(frozen=True, slots=True)
class TextsReading:
    """The rules that could be read, by path. `names` are for other rules of the spec, such as limit prices."""

    rules: Mapping[Path, Rule]
    names: Names
    problems: tuple[RuleProblem, ...]


@dataclass(frozen=True, slots=True)
class RulesReading:
    """`rules` is None unless `problems` is empty."""

    rules: Rules | None
    names: Names
    problems: tuple[RuleProblem, ...]


def read_texts(let: Mapping[str, str], part: BaseModel, numbers: Numbers, setting: Setting = ANYWHERE) -> TextsReading:
    """Parse every rule of a strategy; `numbers` are the spec's or the library strategy's params."""
    reader = _Reader(numbers, tuple(let), setting)
    for name, text in let.items():
        reader.define(name, text)
    rules = {
        path: rule for path, text in rule_texts(part) if (rule := reader.parse(path, text, _due(text))) is not None
    }
    return TextsReading(rules, reader.names(), tuple(reader.problems))


def read_rules(params: RulesParams, numbers: Numbers, kind: str = "rules", setting: Setting = ANYWHERE) -> RulesReading:
    """The rules of a strategy that holds what rules say."""
    reading = read_texts(params.let, params, numbers, setting)
    return RulesReading(joined_rules(reading, kind), reading.names, reading.problems)


def joined_rules(reading: TextsReading, kind: str) -> Rules | None:
    """What is run of rules that could all be read; None for another sort of strategy."""
    long, short = (_side(reading, side) for side in PositionSide)
    if reading.problems or (long is None and short is None):
        return None
    return Rules(long, short, reading.rules.get(("rank",)), kind)


def _side(reading: TextsReading, side: PositionSide) -> SideRules | None:
    enter, leave = reading.rules.get((side.value, "enter")), reading.rules.get((side.value, "exit"))
    return None if enter is None or leave is None else SideRules(enter, leave)


def _due(text: str) -> Callable[[str, Names], Rule]:
    """What a text must come to."""
    return parse_condition if isinstance(text, ConditionText) else parse_number


class _Reader:
    """Knows the names defined so far."""

    def __init__(self, numbers: Numbers, order: tuple[str, ...], setting: Setting) -> None:
        self.problems: list[RuleProblem] = []
        self._numbers = numbers
        self._order = order
        self._setting = setting
        self._lets: dict[str, Rule] = {}
        self._broken: set[str] = set()

    def names(self, position: PositionUse = PositionUse.ELSEWHERE) -> Names:
        known = self._lets.keys() | self._broken
        later = tuple(name for name in self._order if name not in known)
        return Names(self._numbers, dict(self._lets), later, frozenset(self._broken), self._setting, position)

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

    def parse(self, path: Path, text: str, parse: Callable[[str, Names], Rule]) -> Rule | None:
        try:
            return parse(text, self.names(PositionUse.HERE if _MAY_HOLD & {*path} else PositionUse.ELSEWHERE))
        except RuleErrors as errors:
            self.problems.extend(RuleProblem(path, error) for error in errors.errors)
            return None
