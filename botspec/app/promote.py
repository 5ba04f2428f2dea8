"""Let a spec do more, or less: its mode, and what must change with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from botspec.app.rewriting import NotRewritten, Rewriting, open_spec, rewriting
from botspec.diagnostics.edits import Edit, apply
from botspec.domain.modes import Mode
from botspec.spec.document import Document
from botspec.spec.paths import at_path
from botspec.spec.rewrite import put, remove
from botspec.spec.words import Source

ORDER = ("version", "id", "description", "mode", "account", "capital")
READS = {Source.FILES: "path", Source.ALPACA: "feed"}


@dataclass(frozen=True, slots=True)
class Wish:
    """The mode to allow, and what else to say; None leaves it as it is. `capital` as a spec writes it."""

    mode: Mode
    source: Source | None = None
    account: str | None = None
    capital: str | None = None


def promote(path: Path, wish: Wish) -> Rewriting:
    """What the spec would be; nothing is written. Raises SpecUnreadable, NotRewritten."""
    document = open_spec(path)
    if not isinstance(at_path(document.tree, ("version",)), str):
        raise NotRewritten(f"{path} has no version, so it is no spec of botspec")
    before = document.source.text
    return rewriting(path, before, apply(document.source, _edits(document, wish)))


def _edits(document: Document, wish: Wish) -> Iterator[Edit]:
    for key, value in (("mode", wish.mode.value), ("account", wish.account), ("capital", wish.capital)):
        if value is not None and not value.isprintable():
            raise NotRewritten(f"--{key} is not one line of text")
        if value is not None and at_path(document.tree, (key,)) != value:
            yield from _top(document, key, value)
    source = wish.source or _source(document, wish.mode)
    if source is not None:
        yield from _data(document, source)


def _top(document: Document, key: str, value: str) -> Iterator[Edit]:
    """Keys that are new stand in their usual order."""
    yield put(document, (key,), value, ORDER[: ORDER.index(key)])


def _source(document: Document, mode: Mode) -> Source | None:
    """Real accounts trade on Alpaca's bars; which bars at hand to go back to is for a person to say."""
    written = at_path(document.tree, ("data", "source"))
    return Source.ALPACA if mode.rank > Mode.SIMULATE.rank and written != Source.ALPACA else None


def _data(document: Document, source: Source) -> Iterator[Edit]:
    """The source, without the key that only the one before it reads."""
    written = at_path(document.tree, ("data",))
    if not isinstance(written, dict) or written.get("source") == source:
        return
    yield put(document, ("data", "source"), source.value, ())
    for reader, key in READS.items():
        if reader is not source and key in written:
            yield remove(document, ("data", key))
