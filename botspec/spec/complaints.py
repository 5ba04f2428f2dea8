"""pydantic's errors -> findings: one mistake, one finding, in our words, with the fix."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from botspec.diagnostics.codes import CODES
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.nearest import certain
from botspec.spec.choice import or_list
from botspec.spec.document import Document
from botspec.spec.paths import Path, at_path
from botspec.spec.quoting import in_brackets
from botspec.spec.reserved import is_later_key
from botspec.spec.shape import example, fields, flow, model_at
from botspec.spec.synonyms import key_meant, same_word, word_meant
from botspec.spec.units import shape_of

Problem = Mapping[str, Any]
MOST_FINDINGS = 100
_OF_KEYS = frozenset({"BS101", "BS102", "BS115"})  # what is wrong is the key, or that there is none
_QUOTED = re.compile(r"'([^']*)'")


def complaints(document: Document, model: type[BaseModel], error: ValidationError, at: Path = ()) -> list[Finding]:
    """Findings for what `model` refused of the mapping that stands at `at`."""
    problems = error.errors(include_url=False, include_input=False)[:MOST_FINDINGS]
    meant = {_meant(document, model, problem, at) for problem in problems if problem["type"] == "extra_forbidden"}
    kept = [
        problem
        for problem in problems
        if not (problem["type"] == "missing" and tuple(problem["loc"]) in meant)
        and not _empty(document, (*at, *problem["loc"]))
    ]
    return [_finding(document, model, problem, at) for problem in kept]


def value_complaint(document: Document, error: ValidationError, at: Path) -> list[Finding]:
    """Findings for a value at `at`, or for items of it, that a model of one field refused."""
    problems = error.errors(include_url=False, include_input=False)[:MOST_FINDINGS]
    paths = ((*at, *problem["loc"][1:]) for problem in problems)
    return [
        _refused(document, problem, path)
        for problem, path in zip(problems, paths, strict=True)
        if not _empty(document, path)
    ]


def empties(document: Document, at: Path = ()) -> Iterator[Finding]:
    """A finding for each key that has no value at all."""
    for path, place in document.places.items():
        if path[: len(at)] == at and path and place.start >= place.end:
            yield document.at_key("BS109", path, f"'{path[-1]}' has no value", "write a value, or remove the key")


def _empty(document: Document, path: Path) -> bool:
    place = document.places.get(path)
    return place is not None and bool(path) and place.start >= place.end


def _meant(document: Document, model: type[BaseModel], problem: Problem, at: Path) -> Path:
    """The path that a misspelt key was probably for."""
    *parent, key = problem["loc"]
    known = fields(model_at(model, tuple(parent)))
    close = key_meant(str(key), _free(document, (*at, *problem["loc"]), known))
    return (*parent, close or "")


def _finding(document: Document, model: type[BaseModel], problem: Problem, at: Path) -> Finding:
    path: Path = (*at, *problem["loc"])
    kind = problem["type"]
    if path[-1:] == ("[key]",):
        return _bad_key(document, path[:-1], problem)
    if kind == "extra_forbidden":
        return unknown_key(document, path, fields(model_at(model, tuple(problem["loc"][:-1]))))
    if kind == "missing":
        return _missing(document, model, problem, at)
    return _refused(document, problem, path)


def _refused(document: Document, problem: Problem, path: Path) -> Finding:
    while path and path not in document.places:
        path = path[:-1]  # a value that was read as if more had been written
    if problem["type"] in CODES:
        said = problem["ctx"]
        exact = (*path, said["inside"]) if said["inside"] else path
        if problem["type"] in _OF_KEYS:
            return document.at_key(problem["type"], exact, said["message"], said["label"], said["help"])
        return document.at_value(
            problem["type"], exact, said["message"], said["label"], said["help"], fix=said.get("fix", "")
        )
    describe = _SHAPES.get(problem["type"], _other)
    value = at_path(document.tree, path)
    code, message, label = describe(value, problem)
    found = document.at_value(code, path, message, label, fix=_meant_choice(value, problem))
    return replace(found, fix=in_brackets(document, path)) if describe is _no_list else found


def unknown_key(document: Document, path: Path, known: Sequence[str] | Mapping[str, Any]) -> Finding:
    """A key that nobody knows, or that this version does not do yet."""
    key = str(path[-1])
    if is_later_key(path[:-1], key):
        return document.at_key("BS107", path, f"'{key}' is not available in this version", "remove it")
    close = key_meant(key, _free(document, path, known))
    if close is not None:
        fix = certain(key, known) or ""
        taken = document.has((*path[:-1], fix))
        label = f"did you mean '{close}'?"
        return document.at_key("BS101", path, f"unknown key '{key}'", label, fix="" if taken else fix)
    listed = or_list(sorted(known)) if known else ""
    above = _empty_above(document, path)
    label = f"indent it, if it belongs to '{above}'" if above else "remove it"
    return document.at_key("BS101", path, f"unknown key '{key}'", label, f"known here: {listed}" if listed else "")


def _empty_above(document: Document, path: Path) -> str:
    """The key written just above in the same mapping, if it has no value: what follows may have been meant for it."""
    siblings = at_path(document.tree, path[:-1])
    keys = list(siblings) if isinstance(siblings, dict) else []
    above = keys[keys.index(path[-1]) - 1] if path[-1] in keys[1:] else ""
    return above if above and _empty(document, (*path[:-1], above)) else ""


def _free(document: Document, path: Path, known: Iterable[str]) -> list[str]:
    """Known keys that its mapping does not have yet: what is there already was not misspelt."""
    return [key for key in known if not document.has((*path[:-1], key))]


def _bad_key(document: Document, path: Path, problem: Problem) -> Finding:
    said = problem.get("ctx", {})
    code = problem["type"] if problem["type"] in CODES else "BS108"
    return document.at_key(code, path, said.get("message", f"'{path[-1]}' is not a name"), said.get("label", ""))


def _missing(document: Document, model: type[BaseModel], problem: Problem, at: Path) -> Finding:
    *parent, key = problem["loc"]
    field = fields(model_at(model, tuple(parent))).get(str(key))
    label = f"add {key}: {example(field)}"
    where: Path = (*at, *parent)
    if not where:
        return document.at_top("BS102", f"missing key '{key}'", label)
    return document.at_key("BS102", where, f"missing key '{key}'", label)


Described = tuple[str, str, str]


def _no_mapping(value: object, _: Problem) -> Described:
    label = "remove each '- ' before its keys" if isinstance(value, list) else "write key: value"
    return "BS103", f"expected a mapping of keys to values, was {shape_of(value)}", label


def _no_list(value: object, _: Problem) -> Described:
    fix = f"write {flow([value])}" if isinstance(value, str) else "put '- ' before it: it is one item of a list"
    return "BS103", f"expected a list, was {shape_of(value)}", fix


def _too_short(value: object, _: Problem) -> Described:  # noqa: ARG001  one signature for all
    return "BS105", "the list is empty", "write at least one"


def _choices(problem: Problem) -> list[str]:
    return _QUOTED.findall(str(problem.get("ctx", {}).get("expected", "")))


def _meant_choice(value: object, problem: Problem) -> str:
    if not isinstance(value, str):
        return ""
    words = _choices(problem)
    return same_word(value, words) or certain(value, words) or ""


def _no_choice(value: object, problem: Problem) -> Described:
    words = _choices(problem)
    close = word_meant(value, words) if isinstance(value, str) else None
    fix = f"did you mean '{close}'?" if close else f"write {or_list(words)}" if words else ""
    return "BS106", f"{shape_of(value)} is not one of the choices", fix


def _no_text(value: object, _: Problem) -> Described:
    return "BS103", f"expected text, was {shape_of(value)}", "write one value"


def _no_number(value: object, _: Problem) -> Described:
    return "BS103", f"expected a number, was {shape_of(value)}", "write a plain number, such as 14"


def _other(value: object, problem: Problem) -> Described:
    reason = problem.get("ctx", {}).get("error")
    return "BS105", str(reason) if reason else f"{shape_of(value)} cannot stand here", ""


_SHAPES: dict[str, Callable[[object, Problem], Described]] = {
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "mapping_type", "dict_type", "dataclass_type"), _no_mapping
    ),
    **dict.fromkeys(("tuple_type", "list_type", "set_type"), _no_list),
    **dict.fromkeys(("too_short",), _too_short),
    **dict.fromkeys(("enum", "literal_error"), _no_choice),
    **dict.fromkeys(("string_type",), _no_text),
    **dict.fromkeys(("int_type", "int_parsing", "float_type", "float_parsing", "decimal_parsing"), _no_number),
}
