"""Write a library strategy out as the rules it stands for, in the spec itself: the same bot, open to change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from botspec.app.rewriting import NotRewritten, Rewriting, SpecUnreadable, open_spec, rewriting
from botspec.compiler.check import Checked, check
from botspec.compiler.digest import behaviour_digest
from botspec.compiler.resolve import resolve
from botspec.diagnostics.edits import Edit, apply
from botspec.diagnostics.finding import Severity
from botspec.spec.document import Document
from botspec.spec.paths import Path as Keys
from botspec.spec.paths import at_path
from botspec.spec.rewrite import end_of_line, in_braces, insert_after, newline_of
from botspec.spec.unit_hints import plain
from botspec.strategy.library.expand import LIBRARY, written_out

STRATEGY: Keys = ("strategy",)
PARAMS: Keys = ("params",)
INDENT = "  "


@dataclass(frozen=True, slots=True)
class Written:
    """What a library strategy stands for: its kind, its lines, and the numbers they call, as a spec writes them."""

    kind: str
    lines: tuple[str, ...]
    numbers: Mapping[str, str]


def eject(path: Path) -> Rewriting:
    """What the spec would be; nothing is written. Raises SpecUnreadable, NotRewritten."""
    document = open_spec(path)
    before = document.source.text
    checked = check(document.path, before.encode())
    written = _written(checked)
    if in_braces(document, ()):
        raise NotRewritten(f"{path} is one line of braces; write a line a key first")
    moved = dict(_moved(document))
    edits = [*_strategy(document, written, moved), *_params(document, written.numbers, moved)]
    result = rewriting(path, before, apply(document.source, edits))
    if _behaviour(checked) != _behaviour(result.checked):
        raise NotRewritten(f"{path} could not be written out as the same bot; nothing was changed")
    return result


def _written(checked: Checked) -> Written:
    context = checked.context
    if context is None or context.rules is None or any(each.severity is Severity.ERROR for each in checked.findings):
        raise SpecUnreadable(checked)
    kind, strategy = context.strategy.kind, context.strategy
    if kind not in LIBRARY:
        raise NotRewritten(f"strategy '{kind}' is not of the library: there is nothing to write out")
    numbers = {name: plain(Decimal(value)) for name, value in strategy.numbers.items()}
    lines = written_out(kind, context.blocks.strategy.params).splitlines()
    return Written(strategy.stands_for, tuple(lines), numbers)


def _behaviour(checked: Checked) -> str | None:
    context = checked.context
    return None if context is None or context.rules is None else behaviour_digest(resolve(context))


def _moved(document: Document) -> Iterator[tuple[str, tuple[int, int]]]:
    """Where the parameters stand that have lines of their own, the comments above them included."""
    if in_braces(document, STRATEGY):
        return
    text = document.source.text
    for path, place in document.places.items():
        if path[:1] == STRATEGY and len(path) == 2 and path[1] != "kind":  # noqa: PLR2004
            start = text.rfind("\n", 0, place.key_start) + 1
            yield str(path[1]), (_above(text, start), end_of_line(document, place.end))


def _above(text: str, start: int) -> int:
    """The start of the comment lines right above a line."""
    while start:
        above = text.rfind("\n", 0, start - 1) + 1
        if not text[above:start].lstrip().startswith("#"):
            return start
        start = above
    return start


def _strategy(document: Document, written: Written, moved: Mapping[str, tuple[int, int]]) -> Iterator[Edit]:
    """The strategy block: another kind, its comments, and the rules as shipped."""
    place, text = document.places[STRATEGY], document.source.text
    if in_braces(document, STRATEGY):
        yield _edit(document, place.key_end + 1, place.end, "")
        lines = [f"kind: {written.kind}", *_comments(text[place.start : place.end]), *written.lines]
        yield _lines(document, end_of_line(document, place.end), [f"{INDENT}{line}" for line in lines])
        return
    yield Edit(document.value_span((*STRATEGY, "kind")), written.kind)
    for start, end in moved.values():
        yield _edit(document, start, end, "")
    left = [
        comment for name, at in moved.items() if name not in written.numbers for comment in _comments(text[slice(*at)])
    ]
    indent = " " * (document.key_span((*STRATEGY, "kind")).column - 1)
    yield _lines(document, end_of_line(document, place.end), [f"{indent}{line}" for line in [*left, *written.lines]])


def _comments(text: str) -> list[str]:
    """The comments of lines that go."""
    return [line[line.index("#") :].rstrip() for line in text.splitlines() if "#" in line]


def _params(document: Document, numbers: Mapping[str, str], moved: Mapping[str, tuple[int, int]]) -> Iterator[Edit]:
    """The numbers under `params`: with their lines where they had some, over a param of the same name."""
    there = at_path(document.tree, PARAMS)
    known = there if isinstance(there, dict) else {}
    entries = {name: _entry(document, name, value, moved.get(name)) for name, value in numbers.items()}
    for name in known.keys() & numbers.keys():
        yield Edit(document.value_span((*PARAMS, name)), numbers[name])
    fresh = [entries[name] for name in numbers if name not in known]
    if not document.has(PARAMS):
        yield _before_strategy(document, fresh)
    elif not known:
        yield Edit(
            document.value_span(PARAMS), "{" + ", ".join(f"{name}: {value}" for name, value in numbers.items()) + "}"
        )
    elif in_braces(document, PARAMS):
        last = next(reversed(known))
        plainly = ", ".join(f"{name}: {value}" for name, value in numbers.items() if name not in known)
        yield from [insert_after(document, (*PARAMS, last), plainly)] if plainly else []
    elif fresh:
        yield insert_after(
            document, (*PARAMS, next(reversed(known))), "\n".join(line for entry in fresh for line in entry)
        )


def _entry(document: Document, name: str, value: str, moved: tuple[int, int] | None) -> list[str]:
    """A param's lines, not indented: as they stood in the strategy, or just its value."""
    if moved is None:
        return [f"{name}: {value}"]
    lines = document.source.text[moved[0] : moved[1]].splitlines()
    return [line.strip() for line in lines]


def _before_strategy(document: Document, entries: list[list[str]]) -> Edit:
    """A block of its own above the strategy and its comments, set off as the strategy is."""
    text = document.source.text
    start = _above(text, text.rfind("\n", 0, document.places[STRATEGY].key_start) + 1)
    lines = ["params:", *(f"{INDENT}{line}" for entry in entries for line in entry)]
    apart = text[:start].endswith(("\n\n", "\n\r\n"))
    return _lines(document, start, [*lines, *([""] if apart else [])])


def _lines(document: Document, offset: int, lines: list[str]) -> Edit:
    newline, text = newline_of(document), document.source.text
    joined = "".join(f"{line}{newline}" for line in lines)
    return _edit(document, offset, offset, joined if offset == 0 or text[offset - 1] == "\n" else newline + joined)


def _edit(document: Document, start: int, end: int, text: str) -> Edit:
    return Edit(document.source.span(start, end), text)
