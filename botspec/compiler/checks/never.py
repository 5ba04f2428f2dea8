"""A condition that can never be true, or never false, whatever the market does."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.compiler.checks.bounds import bounds, contradicts, truth
from botspec.compiler.checks.constant_rule import is_constant
from botspec.compiler.checks.sides import conditions
from botspec.compiler.checks.walk import walk
from botspec.compiler.context import Context
from botspec.diagnostics.finding import Finding
from botspec.domain.values import Ratio
from botspec.expressions import Rule
from botspec.expressions.tree import Apply, Compare, Logic, Named, Tree


def never(context: Context) -> Iterator[Finding]:
    """Enter and exit rules by the bounds of what they compare; stops further away than a price can fall."""
    for key, path, rule in conditions(context):
        always = None if is_constant(rule) else truth(rule.tree)
        if always is None:
            continue
        code = "BS318" if key == "exit" and not always else "BS308"
        message = f"the {key} rule is {'always' if always else 'never'} true"
        yield context.document.at_value(code, path, message, _why(rule), _held(key, always=always))
    yield from _stops(context)
    if context.spec.exits.before_close is not None and not context.spec.data.timeframe.intraday:
        message = f"a bar of {context.spec.data.timeframe} closes with its session: this exit never fires"
        yield context.document.at_key("BS318", ("exits", "before_close"), message, "use shorter bars, or remove it")


def _held(key: str, *, always: bool) -> str:
    return "what is bought would be held for ever" if key == "exit" and not always else ""


def _why(rule: Rule) -> str:
    """The first indicator whose bounds decide."""
    for node in walk(rule.tree):
        if isinstance(node, Logic) and contradicts(node):
            return "its conditions contradict each other"
        if isinstance(node, Compare) and truth(node) is not None:
            for side in (node.left, node.right):
                told = _told(side)
                if told:
                    return told
    return "compare with a value that it can reach"


def _told(node: Tree) -> str:
    inner = node.value if isinstance(node, Named) else node
    low, high = bounds(node)
    return f"{inner.indicator.name} is between {low:g} and {high:g}" if isinstance(inner, Apply) else ""


def _stops(context: Context) -> Iterator[Finding]:
    exits = context.spec.exits
    trailing = exits.trailing_stop
    for path, distance in (
        (("exits", "stop_loss"), exits.stop_loss),
        (("exits", "trailing_stop", "distance"), None if trailing is None else trailing.distance),
    ):
        if isinstance(distance, Ratio) and distance.value >= 1:
            message = f"a price that fell by {distance} is nothing: this exit never fires"
            yield context.document.at_value("BS318", path, message, "write less than 100%")
