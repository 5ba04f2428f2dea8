"""Events -> Document: a tree and the place of every part. Depth and number are capped before anything is built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NoReturn

from botspec.diagnostics.codes import finding
from botspec.diagnostics.finding import Finding, Related
from botspec.diagnostics.source import Source
from botspec.spec.document import Document, Place, Tree
from botspec.spec.flow_text import cut_short, no_list, no_space
from botspec.spec.paths import Path
from botspec.spec.text import decode, hidden_in
from botspec.spec.yaml_events import Event, Kind, Refused, events

MOST_VALUES = 5_000
DEEPEST = 16


def read(path: str, content: bytes) -> Document | tuple[Finding, ...]:
    """The document, or everything that keeps it from being one."""
    source = decode(path, content)
    if isinstance(source, Finding):
        return (source,)
    composer = _Composer(source)
    try:
        tree = composer.compose()
    except Refused as refused:
        return (*composer.findings, refused.finding)
    return tuple(composer.findings) or Document(source, tree, composer.places)


class _Composer:
    """Takes events one by one; findings that do not stop the reading are gathered."""

    def __init__(self, source: Source) -> None:
        self.findings: list[Finding] = []
        self.places: dict[Path, Place] = {}
        self._source = source
        self._events: Iterator[Event] = events(source)
        self._values = 0

    def compose(self) -> dict[str, Tree]:
        first = next(self._events)
        tree = self._node(first, (), None)
        for _ in self._events:
            pass  # a second document is refused by reading on
        if not isinstance(tree, dict):
            self._refuse("BS103", first, "a spec is a mapping of keys to values", "start with: version: 1")
        return tree

    def _node(self, event: Event, path: Path, key: Event | None) -> Tree:
        self._count(event, path)
        match event.kind:
            case Kind.SCALAR:
                return self._scalar(event, path, key)
            case Kind.MAPPING:
                return self._mapping(event, path, key)
            case _:
                return self._sequence(event, path, key)

    def _scalar(self, event: Event, path: Path, key: Event | None) -> str:
        if hidden_in(event.value):
            self.findings.append(self._finding("BS003", event, "an escape writes a hidden character", "remove it"))
        self._place(event, event, path, key)
        return event.value

    def _mapping(self, event: Event, path: Path, key: Event | None) -> dict[str, Tree]:
        self._place(event, event, path, key)
        tree: dict[str, Tree] = {}
        while (inner := next(self._events)).kind is not Kind.END:
            name, follows = self._key(inner), next(self._events)
            if follows.start >= follows.end and self._no_key(inner):
                continue
            if name in tree:
                self._duplicate(inner, (*path, name))
                name = f"{name}\x00{self._values}"  # read all the same, under a name no spec can write
            tree[name] = self._node(follows, (*path, name), inner)
        self._place(event, inner, path, key)
        return tree

    def _key(self, event: Event) -> str:
        if event.kind is not Kind.SCALAR:
            self._refuse("BS011", event, "a key must be one word", "write key: value")
        if event.value == "<<" and not event.style:
            self._refuse("BS007", event, "merge keys are not part of the language", "write the keys out")
        return event.value

    def _sequence(self, event: Event, path: Path, key: Event | None) -> list[Tree]:
        self._place(event, event, path, key)
        items: list[Tree] = []
        while (inner := next(self._events)).kind is not Kind.END:
            items.append(self._node(inner, (*path, len(items)), None))
        self._place(event, inner, path, key)
        return items

    def _place(self, event: Event, last: Event, path: Path, key: Event | None) -> None:
        start, end = event.start, last.end
        if event.style not in ("'", '"'):  # a block ends before the white space that the reader counts to it
            end = start + len(self._source.text[start:end].rstrip())
        place = Place(start, end, style=event.style)
        self.places[path] = place if key is None else replace(place, key_start=key.start, key_end=key.end)

    def _count(self, event: Event, path: Path) -> None:
        self._values += 1
        if len(path) > DEEPEST:
            self._refuse("BS004", event, f"more than {DEEPEST} levels deep", "flatten it")
        if self._values > MOST_VALUES:
            self._refuse("BS004", event, f"more than {MOST_VALUES:,} values", "split the bot")

    def _duplicate(self, event: Event, path: Path) -> None:
        first = self.places[path]
        related = Related(self._source.span(first.key_start, first.key_end), "first written here")
        found = self._finding("BS006", event, f"key '{event.value}' is written twice", "remove one of them")
        self.findings.append(replace(found, related=(related,)))

    def _no_key(self, key: Event) -> bool:
        """Told, once a value, where a `key` is none: the rest of a value, or a ':' without its space."""
        source, at = self._source, key.start
        found = cut_short(source, at) or no_list(source, at) or no_space(source, at, key.end)
        if found is not None and found not in self.findings:
            self.findings.append(found)
        return found is not None

    def _refuse(self, code: str, event: Event, message: str, label: str) -> NoReturn:
        raise Refused(self._finding(code, event, message, label))

    def _finding(self, code: str, event: Event, message: str, label: str) -> Finding:
        return finding(code, self._source.path, self._source.span(event.start, event.end), message, label)
