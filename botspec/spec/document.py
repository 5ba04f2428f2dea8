"""Text -> a plain tree of dict, list and text, and where in the file each key and value stands.

Every scalar stays as written: what it means depends on its key (so NO and ON can be symbols). The tree is built from
the parser's events, so that depth, size and what the language leaves out are refused before anything is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from botspec.diagnostics.codes import finding
from botspec.diagnostics.edits import Edit
from botspec.diagnostics.finding import Finding, Related
from botspec.diagnostics.source import Source, Span
from botspec.spec.paths import Path, at_path, named

Tree = dict[str, "Tree"] | list["Tree"] | str


@dataclass(frozen=True, slots=True)
class Place:
    """Offsets of a value and, in a mapping, of its key. `style` is the value's quote or block sign, or ""."""

    start: int
    end: int
    key_start: int = -1
    key_end: int = -1
    style: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A read file. `places` has every key and item by its path."""

    source: Source
    tree: dict[str, Tree]
    places: Mapping[Path, Place] = field(repr=False)

    @property
    def path(self) -> str:
        """The file."""
        return self.source.path

    def value_span(self, path: Path) -> Span:
        """Where the value at `path` stands; an empty value stands at its key."""
        place = self._place(path)
        if place.start >= place.end:
            return self.key_span(path)
        return self.source.span(place.start, place.end)

    def key_span(self, path: Path) -> Span:
        """Where the key at `path` stands; an item of a list has none, so its value."""
        place = self._place(path)
        if place.key_start < 0:
            return self.source.span(place.start, max(place.end, place.start))
        return self.source.span(place.key_start, place.key_end)

    def rule_span(self, path: Path, start: int, end: int) -> Span:
        """Where the characters `start` to `end` of the value at `path` stand, also inside `>-` blocks and quotes."""
        from botspec.spec.offsets import offsets

        place = self._place(path)
        value = at_path(self.tree, path)
        if not isinstance(value, str) or place.start >= place.end:
            return self.value_span(path)
        where = offsets(self.source.text[place.start : place.end], value, place.style)
        first = where[min(start, len(value))]
        last = where[min(end, len(value)) - 1] + 1 if end > start else first
        return self.source.span(place.start + first, place.start + max(first, last))

    def has(self, path: Path) -> bool:
        """True when the file says something at `path`."""
        return path in self.places

    def named(self, path: Path) -> str:
        """`risk.guards[0] (daily_loss)`."""
        return named(self.tree, path)

    def at_key(
        self, code: str, path: Path, message: str, label: str = "", help_: str = "", *, fix: str = ""
    ) -> Finding:
        """A finding about a key; `fix` is the key that is meant, where that is certain."""
        span = self.key_span(path)
        fixes = (Edit(span, fix),) if fix else ()
        return finding(code, self.path, span, message, label, help_, self.named(path), fix=fixes)

    def at_top(self, code: str, message: str, label: str = "") -> Finding:
        """A finding about the whole file, shown at its first key."""
        first = next(iter(self.tree), None)
        span = self.key_span((first,)) if first is not None else self.source.span(0, 0)
        return finding(code, self.path, span, message, label)

    def at_value(
        self,
        code: str,
        path: Path,
        message: str,
        label: str = "",
        help_: str = "",
        *,
        related: tuple[Related, ...] = (),
        fix: str = "",
    ) -> Finding:
        """A finding about a value; `fix` is the value that is meant, where that is certain."""
        span = self.value_span(path)
        fixes = (Edit(span, fix),) if fix else ()
        return finding(code, self.path, span, message, label, help_, self.named(path), related, fixes)

    def related(self, path: Path, label: str) -> Related:
        """Another place that has to do with a finding."""
        return Related(self.value_span(path), label)

    def _place(self, path: Path) -> Place:
        """The place of `path`, or of the nearest key above that the file has."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path]
