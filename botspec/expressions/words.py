"""The words of the language that are called: each knows what its arguments have to be."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from botspec.expressions import build
from botspec.expressions.errors import ErrorKind
from botspec.expressions.functions import FUNCTIONS
from botspec.expressions.indicators.indicator import Parameter
from botspec.expressions.lookup import Problem, did_you_mean
from botspec.expressions.periods import constant, setting_problem
from botspec.expressions.syntax import NameSyntax, Node, NumberSyntax, QuantitySyntax, Syntax
from botspec.expressions.tree import Clock, Elsewhere, OpeningRange, Position, Ranked, Slower, Tree, Type, walk
from botspec.expressions.widths import Width, per_session, slower
from botspec.spec.names import SYMBOL

if TYPE_CHECKING:
    from botspec.expressions.calls import Callers

Bound = Mapping[str, Syntax]
_SPOKEN = {Elsewhere: "of()", Ranked: "rank()", OpeningRange: "opening_range()", Position: "position"}
_SESSIONS = (Clock, OpeningRange)
_ALL = (Elsewhere, Ranked, Slower, Position)


def _crosses(checker: Callers, place: Node, bound: Bound, name: str) -> Tree | None:
    operands = checker.each((bound["series"], bound["level"]), Type.NUMBER)
    if not operands:
        return None
    left, right = operands
    return build.crosses(place, above=name == "crosses_above", left=left, right=right)


def _crosses_above(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    return _crosses(checker, place, bound, "crosses_above")


def _crosses_below(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    return _crosses(checker, place, bound, "crosses_below")


def _since(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    condition = checker.condition(bound["condition"])
    return condition and build.since(place, condition)


def _count(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    condition = checker.condition(bound["condition"])
    bars = _setting(checker, "count", Parameter("bars"), bound["bars"])
    return build.count(place, condition, bars) if condition and bars else None


def _if_else(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    condition = checker.condition(bound["condition"])
    ways = checker.each((bound["then"], bound["otherwise"]), Type.NUMBER)
    return build.choose(place, condition, *ways) if condition and ways else None


def _change(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    series, bars = _over(checker, bound, "change", "bars")
    return build.change(place, series, bars) if series and bars else None


def _returns(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    series, bars = _over(checker, bound, "returns", "bars")
    return build.returns(place, series, bars) if series and bars else None


def _zscore(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    series, period = _over(checker, bound, "zscore", "period")
    return build.zscore(place, series, period) if series and period else None


def _over(checker: Callers, bound: Bound, name: str, parameter: str) -> tuple[Tree | None, int | None]:
    series = _series(checker, bound["series"], name)
    default = FUNCTIONS[name].defaults.get(parameter)
    least = 1 if parameter == "bars" else 2
    return series, _setting(checker, name, Parameter(parameter, default, low=least), bound.get(parameter))


def _rank(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    series = _series(checker, bound["series"], "rank")
    if series is None or _misplaced(checker, bound["series"], series, "rank()", (Ranked, Position)):
        return None
    return build.ranked(place, series)


def _of(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    symbol = _symbol(checker, bound["symbol"])
    series = checker.typed(bound["series"], None)
    if series is None or _misplaced(checker, bound["series"], series, "of()", (Elsewhere, Ranked, Position)):
        return None
    return build.elsewhere(place, symbol, series) if symbol else None


def _symbol(checker: Callers, syntax: Syntax) -> str | None:
    written = _text(checker, syntax, "symbol", "SPY")
    known = checker.names.setting.symbols
    if written is None or (re.fullmatch(SYMBOL, written) and (known is None or written in known)):
        return written
    hint = (did_you_mean(written, known) or f"there are {', '.join(known)}") if known is not None else "write SPY"
    checker.refuse(syntax, Problem("there are no bars of this symbol", hint))
    return None


def _at(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    written = _text(checker, bound["timeframe"], "timeframe", "1Day")
    setting = checker.names.setting
    width = slower(written, setting.timeframe, setting.session) if written is not None else None
    if isinstance(width, Problem):
        checker.refuse(bound["timeframe"], width)
    series = checker.typed(bound["series"], None)
    if series is None or _misplaced(checker, bound["series"], series, "at()", (*_ALL, *_SESSIONS)):
        return None
    return build.slower(place, width, series) if isinstance(width, Width) else None


def _prior_session(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    del output
    series = checker.typed(bound["series"], None)
    if series is None or _misplaced(checker, bound["series"], series, "prior_session()", (*_ALL, *_SESSIONS)):
        return None
    setting = checker.names.setting
    return build.slower(place, Width("1Day", per_session(setting.timeframe, setting.session), prior=True), series)


def _opening_range(checker: Callers, place: Node, bound: Bound, output: str) -> Tree | None:
    syntax = bound["duration"]
    if not isinstance(syntax, QuantitySyntax) or syntax.type is not Type.DURATION:
        hint = f"write {syntax.value:g}m" if isinstance(syntax, NumberSyntax) else "write for example 15m"
        checker.refuse(syntax, Problem("a duration is due here", hint, ErrorKind.TYPE))
        return None
    base = checker.names.setting.timeframe
    width = 60 if base is None else base.seconds
    seconds = int(syntax.number)
    if seconds < 1 or seconds % width or seconds >= _SESSION:
        message = "the opening range is whole bars and shorter than the session"
        what = "" if base is None else f"this bot has {base} bars"
        checker.refuse(syntax, Problem(message, what, ErrorKind.ARGUMENT))
        return None
    return build.opening_range(place, seconds, output, checker.session_bars)


_SESSION = 23_400


def _misplaced(checker: Callers, syntax: Syntax, tree: Tree, where: str, kinds: tuple[type, ...]) -> bool:
    for node in walk(tree):
        if isinstance(node, kinds):
            problem = Problem(f"{_spoken(node)} cannot stand inside {where}", _swap(node, where), ErrorKind.ARGUMENT)
            checker.refuse(syntax, problem)
            return True
    return False


def _swap(node: Tree, where: str) -> str:
    return "write of() around at()" if isinstance(node, Elsewhere) and where == "at()" else ""


def _spoken(node: Tree) -> str:
    match node:
        case Slower():
            return "prior_session()" if node.prior else "at()"
        case Clock():
            return node.name
        case _:
            return _SPOKEN[type(node)]


def _series(checker: Callers, syntax: Syntax, name: str) -> Tree | None:
    tree = checker.number(syntax)
    if tree is None or constant(tree) is None:
        return tree
    function = FUNCTIONS[name]
    message = f"{checker.excerpt(syntax)} never changes; a series is due here"
    hint = f"write {function.signature}, for example {function.example}"
    checker.refuse(syntax, Problem(message, hint, ErrorKind.ARGUMENT))
    return None


def _setting(checker: Callers, name: str, parameter: Parameter, syntax: Syntax | None) -> int | None:
    if syntax is None:
        return None if parameter.default is None else int(parameter.default)
    tree = checker.number(syntax)
    if tree is None:
        return None
    value = constant(tree)
    problem = setting_problem(name, parameter, value)
    if problem or value is None:
        checker.refuse(syntax, problem)
        return None
    return int(value)


def _text(checker: Callers, syntax: Syntax, what: str, example: str) -> str | None:
    if isinstance(syntax, QuantitySyntax) and syntax.type is Type.TEXT:
        return syntax.text
    meant = syntax.name if isinstance(syntax, NameSyntax) else example
    checker.refuse(syntax, Problem(f"a {what} is written in quotes", f'write "{meant}"', ErrorKind.TYPE))
    return None


BUILDERS: dict[str, Callable[[Callers, Node, Bound, str], Tree | None]] = {
    "crosses_above": _crosses_above,
    "crosses_below": _crosses_below,
    "since": _since,
    "count": _count,
    "if_else": _if_else,
    "change": _change,
    "returns": _returns,
    "zscore": _zscore,
    "rank": _rank,
    "of": _of,
    "at": _at,
    "prior_session": _prior_session,
    "opening_range": _opening_range,
}
