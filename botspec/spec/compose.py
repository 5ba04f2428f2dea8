"""YAML events -> Document. What the language leaves out (anchors, tags, directives, duplicates, depth) stops here."""

from __future__ import annotations

from typing import Any

from botspec.diagnostics.codes import finding
from botspec.diagnostics.finding import Finding, Related
from botspec.diagnostics.source import TOP, Source, Span
from botspec.spec.document import Document, Place
from botspec.spec.paths import Path
from botspec.spec.syntax_words import ANY, in_our_words
from botspec.spec.text import decode, hidden_in

MOST_VALUES = 10_000
DEEPEST = 16


class _Refused(Exception):
    """Reading cannot go on."""

    def __init__(self, found: Finding) -> None:
        super().__init__(found.message)
        self.finding = found


def read(path: str, content: bytes) -> Document | tuple[Finding, ...]:
    """The document, or everything that keeps it from being one."""
    source = decode(path, content)
    if isinstance(source, Finding):
        return (source,)
    return _Composer(source).document()


class _Composer:
    """Takes events one by one; findings that do not stop the reading are gathered."""

    def __init__(self, source: Source) -> None:
        from ruamel.yaml import YAML

        self._source = source
        self._events = iter(YAML(typ="safe", pure=True).parse(source.text))
        self._findings: list[Finding] = []
        self._places: dict[Path, Place] = {}
        self._values = 0

    def document(self) -> Document | tuple[Finding, ...]:
        try:
            tree = self._document()
        except _Refused as refused:
            self._findings.append(refused.finding)
            return tuple(self._findings)
        if self._findings or not isinstance(tree, dict):
            return tuple(self._findings) or (self._no_mapping(),)
        return Document(self._source, tree, self._places)

    def _document(self) -> Any:
        self._next()
        event = self._next()
        if _name(event) == "StreamEndEvent":
            raise _Refused(self._finding("BS008", TOP, "the file is empty", "start with: version: 1"))
        self._no_directives(event)
        tree = self._node(self._next(), (), None)
        self._next()
        if _name(event := self._next()) != "StreamEndEvent":
            span = self._span(event)
            raise _Refused(self._finding("BS009", span, "a second document in one file", "put it in a file of its own"))
        return tree

    def _node(self, event: Any, path: Path, key: Any) -> Any:
        self._count(event, path)
        self._plain(event)
        match _name(event):
            case "ScalarEvent":
                return self._scalar(event, path, key)
            case "MappingStartEvent":
                return self._mapping(event, path, key)
            case "SequenceStartEvent":
                return self._sequence(event, path, key)
            case _:
                raise _Refused(self._finding("BS005", self._span(event), *ANY))

    def _scalar(self, event: Any, path: Path, key: Any) -> str:
        value = str(event.value)
        if hidden_in(value):
            span = self._span(event)
            self._findings.append(self._finding("BS003", span, "an escape writes a hidden character", "remove it"))
        self._place(event, event, path, key)
        return value

    def _mapping(self, event: Any, path: Path, key: Any) -> dict[str, Any]:
        self._place(event, event, path, key)
        tree: dict[str, Any] = {}
        while _name(inner := self._next()) != "MappingEndEvent":
            name = self._key(inner)
            if name in tree:
                self._duplicate(inner, (*path, name))
                self._node(self._next(), (*path, f"{name}\x00{self._values}"), inner)
            else:
                tree[name] = None
                tree[name] = self._node(self._next(), (*path, name), inner)
        self._place(event, inner, path, key)
        return tree

    def _key(self, event: Any) -> str:
        self._plain(event)
        if _name(event) != "ScalarEvent":
            raise _Refused(self._finding("BS011", self._span(event), "a key must be one word", "write key: value"))
        if event.value == "<<" and not event.style:
            span = self._span(event)
            raise _Refused(self._finding("BS007", span, "merge keys are not part of the language", "write the keys out"))
        return str(event.value)

    def _sequence(self, event: Any, path: Path, key: Any) -> list[Any]:
        self._place(event, event, path, key)
        items: list[Any] = []
        while _name(inner := self._next()) != "SequenceEndEvent":
            items.append(self._node(inner, (*path, len(items)), None))
        self._place(event, inner, path, key)
        return items

    def _place(self, event: Any, last: Any, path: Path, key: Any) -> None:
        start, end = event.start_mark.index, last.end_mark.index
        style = getattr(event, "style", None) or ""
        end = start + len(self._source.text[start:end].rstrip()) if style not in ("'", '"') else end
        if key is None:
            self._places[path] = Place(start, end, style=style)
        else:
            self._places[path] = Place(start, end, key.start_mark.index, key.end_mark.index, style)

    def _next(self) -> Any:
        try:
            return next(self._events)
        except Exception as error:  # noqa: BLE001  whatever a third party's parser does with a hostile text
            raise _Refused(self._syntax(error)) from None

    def _syntax(self, error: Exception) -> Finding:
        said = getattr(error, "problem", None) or getattr(error, "context", None) or ""
        message, fix = in_our_words(str(said))
        offset = _offset(error, opened="closed" in message)
        if offset is None:
            offset = len(self._source.text)
        return self._finding("BS005", self._source.span(offset, offset + 1), message, fix)

    def _count(self, event: Any, path: Path) -> None:
        self._values += 1
        if len(path) > DEEPEST:
            raise _Refused(self._finding("BS004", self._span(event), f"more than {DEEPEST} levels deep", "flatten it"))
        if self._values > MOST_VALUES:
            span = self._span(event)
            raise _Refused(self._finding("BS004", span, f"more than {MOST_VALUES:,} values", "split the bot"))

    def _plain(self, event: Any) -> None:
        """Anchors, aliases and tags are not part of the language."""
        what = "aliases (*)" if _name(event) == "AliasEvent" else ""
        what = what or ("anchors (&)" if event.anchor else "")
        what = what or ("tags (!)" if getattr(event, "tag", None) else "")
        if what:
            span = self._span(event)
            raise _Refused(self._finding("BS007", span, f"{what} are not part of the language", "write the value out"))

    def _no_directives(self, event: Any) -> None:
        if event.version or event.tags:
            raise _Refused(self._finding("BS007", TOP, "% directives are not part of the language", "remove the line"))

    def _duplicate(self, event: Any, path: Path) -> None:
        first = self._places[path]
        related = Related(self._source.span(first.key_start, first.key_end), "first written here")
        found = self._finding("BS006", self._span(event), f"key '{event.value}' is written twice", "remove one of them")
        self._findings.append(
            Finding(found.code, found.severity, found.message, found.path, found.span, found.label, related=(related,))
        )

    def _no_mapping(self) -> Finding:
        span = self._source.span(self._places[()].start, self._places[()].end)
        return self._finding("BS103", span, "a spec is a mapping of keys to values", "start with: version: 1")

    def _finding(self, code: str, span: Span, message: str, label: str) -> Finding:
        return finding(code, self._source.path, span, message, label)

    def _span(self, event: Any) -> Span:
        return self._source.span(event.start_mark.index, event.end_mark.index)


def _offset(error: Exception, *, opened: bool) -> int | None:
    """Where reading stopped; for what is never closed, where it was opened."""
    problem, context = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    if opened and context is not None and (problem is None or problem.line != context.line):
        return int(context.index)
    mark = problem or context
    return None if mark is None else int(mark.index)


def _name(event: Any) -> str:
    return type(event).__name__
