"""Rule text -> Rule. Loads neither numpy nor TA-Lib."""

from __future__ import annotations

from botspec.expressions.bounds import MAX_CHARACTERS, MAX_COST, MAX_DEPTH, MAX_WARMUP
from botspec.expressions.check import check
from botspec.expressions.errors import ErrorKind, RuleError, RuleErrors
from botspec.expressions.names import Names
from botspec.expressions.parser import Parser
from botspec.expressions.tokens import tokenize
from botspec.expressions.tree import Apply, Count, Rule, Tree, Type, walk


def parse_condition(text: str, names: Names) -> Rule:
    """A rule that is true, false or unknown at every bar. Raises RuleErrors."""
    return _parse(text, names, Type.CONDITION)


def parse_number(text: str, names: Names) -> Rule:
    """A rule that is a number, or unknown, at every bar. Raises RuleErrors."""
    return _parse(text, names, Type.NUMBER)


def parse_rule(text: str, names: Names) -> Rule:
    """A rule of either type, as under `let`. Raises RuleErrors."""
    return _parse(text, names, None)


def _parse(text: str, names: Names, due: Type | None) -> Rule:
    _check_length(text)
    tokens, errors = tokenize(text)
    syntax = Parser(tokens, errors).read()
    tree = None
    if syntax is not None:
        tree, found = check(text, syntax, names, due)
        errors += found
    if tree is not None and (message := _too_large(tree)):
        errors.append(RuleError(f"{message}, counting what its names stand for", 0, len(text), "", ErrorKind.SIZE))
    if tree is None or errors:
        raise RuleErrors(tuple(sorted(errors, key=lambda error: (error.start, error.end))))
    return Rule(text, tree)


def _check_length(text: str) -> None:
    if len(text) > MAX_CHARACTERS:
        message = f"the rule has {len(text)} characters; at most {MAX_CHARACTERS} are read"
        error = RuleError(message, MAX_CHARACTERS, len(text), "name parts of it under let", ErrorKind.SIZE)
        raise RuleErrors((error,))
    if not text.strip(" \t\r\n"):
        raise RuleErrors((RuleError("the rule is empty", 0, len(text), "write for example close > sma(close, 200)"),))


def _too_large(tree: Tree) -> str:
    if tree.depth > MAX_DEPTH:
        return f"the rule is nested more than {MAX_DEPTH} deep"
    if tree.warmup > MAX_WARMUP:
        return f"the rule needs {tree.warmup} bars of history, more than {MAX_WARMUP}"
    cost = sum(node.lookback for node in walk(tree) if isinstance(node, Apply | Count))
    return f"the rule looks at {cost} bars for each of its own, more than {MAX_COST}" if cost > MAX_COST else ""
