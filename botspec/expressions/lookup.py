"""Names that mean nothing here, or not what they are used as, and what may have been meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from botspec.diagnostics.nearest import certain
from botspec.expressions.errors import ErrorKind, excerpt
from botspec.expressions.indicators.catalog import INDICATORS
from botspec.expressions.names import FUNCTIONS, LATER, NOT_FOR_RULES, RESERVED, SERIES, Names
from botspec.expressions.syntax import CallSyntax, FieldSyntax, NameSyntax


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake whose place is known to the one who asks."""

    message: str
    hint: str = ""
    kind: ErrorKind = ErrorKind.NAME
    meant: str = ""


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint, or "" when nothing is near."""
    close = get_close_matches(name, list(known), 1)
    return f"did you mean '{close[0]}'?" if close else ""


def name_problem_in_use(name: str, names: Names) -> Problem | None:
    """Why `name` has no value here."""
    given = name in names.params or name in names.lets
    if given and name in RESERVED:
        return Problem(f"'{name}' is a word of the rule language and also a name of yours", "rename yours")
    if name in names.params and name in names.lets:
        return Problem(f"'{name}' names both a param and a rule under let", "rename one")
    if given or name in SERIES or name in names.broken:
        return None
    return _without_value(name, names)


def _without_value(name: str, names: Names) -> Problem:
    if name in FUNCTIONS:
        return Problem(f"'{name}' is a function", f"write {_signature(name)}", ErrorKind.TYPE)
    refused = _refused(name)
    if refused:
        return refused
    if name in names.later:
        return Problem(f"'{name}' is not defined yet", "a rule uses only names that stand above it")
    return _unknown("name", name, names.everything())


def call_problem(call: CallSyntax, names: Names) -> Problem | None:
    """Why `call.name` cannot be called."""
    name = call.name
    if name in FUNCTIONS:
        return None
    if name in SERIES:
        return Problem(f"'{name}' is a series, not a function", f"write {name}, or {name}[1] for the bar before")
    refused = _refused(name)
    if refused:
        return refused
    if name in names.params or name in names.lets or name in names.broken:
        return Problem(f"'{name}' is no function", f"write {name} alone")
    return _unknown("function", name, FUNCTIONS)


def _unknown(what: str, name: str, known: Collection[str]) -> Problem:
    meant = certain(name, known) or ""
    return Problem(f"unknown {what} '{excerpt(name)}'", did_you_mean(name, known), meant=meant)


def field_problem(field: FieldSyntax) -> Problem:
    """Why `owner.field` has no value."""
    owner = field.owner
    name = owner.name if isinstance(owner, NameSyntax | CallSyntax) else ""
    call = "()" if isinstance(owner, CallSyntax) else ""
    if name in LATER:
        return _unavailable(f"{name}{call}.{excerpt(field.field)}")
    return Problem(f"nothing here has a field '{excerpt(field.field)}'", "", ErrorKind.UNAVAILABLE)


def _refused(name: str) -> Problem | None:
    if name in LATER:
        return _unavailable(name)
    if name in NOT_FOR_RULES:
        return Problem(f"'{name}' is not for rules", "what a bot may spend is said under sizing and risk")
    return None


def _unavailable(name: str) -> Problem:
    return Problem(f"'{name}' is not available in this version", "", ErrorKind.UNAVAILABLE)


def _signature(name: str) -> str:
    return INDICATORS[name].signature if name in INDICATORS else f"{name}(series, level)"
