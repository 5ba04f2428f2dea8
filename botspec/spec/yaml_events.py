"""A YAML text as a flat stream of what matters here. What the language leaves out stops the stream.

The only place that knows the YAML library.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from botspec.diagnostics.codes import finding
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.source import TOP, Source
from botspec.spec.flow_text import cut_short, no_space
from botspec.spec.quoting import in_quotes
from botspec.spec.syntax_words import in_our_words

if TYPE_CHECKING:
    from ruamel.yaml.events import Event as YamlEvent


class Kind(Enum):
    """What an event is."""

    SCALAR = auto()
    MAPPING = auto()
    SEQUENCE = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Event:
    """Offsets `start` to `end`; a scalar's `value` and `style` (its quote or block sign, or "")."""

    kind: Kind
    start: int
    end: int
    value: str = ""
    style: str = ""


class Refused(Exception):
    """Reading cannot go on."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.finding = found


_KINDS = {
    "ScalarEvent": Kind.SCALAR,
    "MappingStartEvent": Kind.MAPPING,
    "SequenceStartEvent": Kind.SEQUENCE,
    "MappingEndEvent": Kind.END,
    "SequenceEndEvent": Kind.END,
}


def events(source: Source) -> Iterator[Event]:
    """The events of the only document. Raises Refused."""
    documents = 0
    for event in _raw(source):
        name = type(event).__name__
        if name in _KINDS or name == "AliasEvent":
            yield _event(source, event, name)
        elif name == "DocumentStartEvent":
            documents += 1
            _document(source, event, documents)
    if not documents:
        raise Refused(finding("BS008", source.path, TOP, "the file is empty", "start with: version: 1"))


def _raw(source: Source) -> Iterator[YamlEvent]:
    from ruamel.yaml import YAML

    reading = iter(YAML(typ="safe", pure=True).parse(source.text))
    while True:
        try:
            event = next(reading)
        except StopIteration:
            return
        except Exception as error:  # noqa: BLE001  whatever a third party's parser does with a hostile text
            raise Refused(_syntax(source, error)) from None
        yield event


def _event(source: Source, event: YamlEvent, name: str) -> Event:
    start, end = event.start_mark.index, event.end_mark.index
    what = "aliases (*)" if name == "AliasEvent" else ""
    what = what or ("anchors (&)" if getattr(event, "anchor", None) else "")
    what = what or ("tags (!)" if getattr(event, "tag", None) else "")
    if what:
        raise Refused(_left_out(source, what, start, end))
    if name != "ScalarEvent":
        return Event(_KINDS[name], start, end)
    return Event(Kind.SCALAR, start, end, str(getattr(event, "value", "")), getattr(event, "style", None) or "")


def _document(source: Source, event: YamlEvent, number: int) -> None:
    if number > 1:
        span = source.span(event.start_mark.index, event.end_mark.index)
        message = "a second document in one file"
        raise Refused(finding("BS009", source.path, span, message, "put it in a file of its own"))
    if getattr(event, "version", None) or getattr(event, "tags", None):
        raise Refused(
            finding("BS007", source.path, TOP, "% directives are not part of the language", "remove the line")
        )


def _left_out(source: Source, what: str, start: int, end: int) -> Finding:
    message = f"{what} are not part of the language"
    return finding("BS007", source.path, source.span(start, end), message, "write the value out, in quotes if need be")


def _syntax(source: Source, error: Exception) -> Finding:
    said = getattr(error, "problem", None) or getattr(error, "context", None) or ""
    found = _cut_or_joined(source, error, str(said))
    if found is not None:
        return found
    message, label = in_our_words(str(said))
    offset = _offset(error, opened="closed" in message)
    if offset is None:
        offset = len(source.text)
    fix = in_quotes(source, offset) if "in quotes" in label else ()
    return finding("BS005", source.path, source.span(offset, offset + 1), message, label, fix=fix)


def _cut_or_joined(source: Source, error: Exception, said: str) -> Finding | None:
    """What stopped the reader, where it is a slip it cannot know: a call inside { }, a ':' without its space."""
    stopped, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if "expected ',' or '}'" in said and stopped is not None:
        return cut_short(source, stopped.index)
    if "could not find expected ':'" in said and began is not None:
        end = source.text.find("\n", began.index)
        return no_space(source, began.index, len(source.text) if end < 0 else end)
    return None


def _offset(error: Exception, *, opened: bool) -> int | None:
    """Where reading stopped; for what is never closed, where it was opened."""
    problem, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if opened and context is not None and (problem is None or problem.line != context.line):
        return int(context.index)
    mark = problem or context
    return None if mark is None else int(mark.index)
