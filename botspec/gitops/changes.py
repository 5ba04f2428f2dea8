"""Everything that differs between two versions of a bot, the worst first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from botspec.compiler.context import Context
from botspec.compiler.digest import behaviour_digest, digest
from botspec.compiler.resolve import resolve
from botspec.diagnostics.source import TOP
from botspec.domain.modes import Mode
from botspec.gitops.blocks import changed_blocks
from botspec.gitops.category import Category
from botspec.gitops.change import Change, Side
from botspec.gitops.distances import moved_distances
from botspec.gitops.parts import Difference, differences
from botspec.spec.document import Document
from botspec.spec.paths import Path

_BLOCKS = frozenset({"strategy", "sizing", "risk", "slippage", "fees"})


def changes(old: Context, new: Context) -> tuple[Change, ...]:
    """Compares what the specs resolve to: comments, order of keys, quotes and defaults written out do not count."""
    found = [*differences(old.spec, new.spec, skip=_BLOCKS | {"simulation"})]
    found += differences(old.spec.simulation, new.spec.simulation, ("simulation",), skip=_BLOCKS)
    found += [*changed_blocks(old, new), *moved_distances(old, new)]
    trees = resolve(old), resolve(new)
    if behaviour_digest(trees[0]) == behaviour_digest(trees[1]):
        found = [_the_same_rules(each) for each in found]
    judged = [_in_context(each, old, new) for each in found]
    if not judged and digest(trees[0]) != digest(trees[1]):
        judged = [Difference(Category.BEHAVIOUR, (), None, None, "another bot, by its digest")]
    placed = (_placed(each, old.document, new.document) for each in judged)
    return tuple(sorted(placed, key=lambda each: each.order))


def added(new: Context) -> Change:
    """A bot that was not there before."""
    live = new.spec.mode is Mode.LIVE
    category = Category.GOES_LIVE if live else Category.CAPITAL_WIDENED
    return Change(category, (), "spec", None, _summary(new), None, side(new.document, ("id",)), "a new bot")


def removed(old: Context) -> Change:
    """A bot that is no longer there: whatever it holds, nobody looks after."""
    note = "the bot is gone: what it holds is no longer looked after"
    return Change(Category.BEHAVIOUR, (), "spec", _summary(old), None, side(old.document, ("id",)), None, note)


def _summary(context: Context) -> str:
    spec = context.spec
    money = f", {spec.capital}" if spec.capital is not None else ""
    return f"{spec.id}: {spec.mode}{money}, {', '.join(spec.universe.symbols)}"


def _in_context(found: Difference, old: Context, new: Context) -> Difference:
    """What a key alone does not know."""
    match found.path:
        case ("account",) if new.spec.mode is Mode.LIVE:
            return _as(found, Category.GOES_LIVE, "real money of another account")
        case ("id",) if new.spec.moved is not None and new.spec.moved.old == old.spec.id:
            return _as(found, Category.COSMETIC, "renamed: its journal goes on")
        case ("id",):
            return _as(found, found.category, "another bot: its guards and its journal begin anew")
        case _:
            return found


def _the_same_rules(found: Difference) -> Difference:
    """A strategy of the library that was written out, or numbers that got a name, is the same bot."""
    if found.path[:1] in (("strategy",), ("params",)) and found.category is Category.BEHAVIOUR:
        return _as(found, Category.COSMETIC, "the same rules by their digest")
    return found


def _as(found: Difference, category: Category, note: str) -> Difference:
    return replace(found, category=category, note=note)


def _placed(found: Difference, old: Document, new: Document) -> Change:
    where = new.named(found.path) if found.after is not None else old.named(found.path)
    sides = side(old, found.was_at or found.path), side(new, found.path)
    return Change(found.category, found.path, where, found.before, found.after, *sides, found.note)


def side(document: Document, path: Path) -> Side:
    """Where a version says it, or the nearest key above what it leaves out."""
    if not document.tree:
        return Side(document.path, TOP)
    known = path
    while known and not document.has(known):
        known = known[:-1]
    if not known:
        return Side(document.path, document.key_span((next(iter(document.tree)),)))
    span = document.value_span(known) if known == path else document.key_span(known)
    return Side(document.path, span)


def worst(found: Iterable[Change]) -> Category | None:
    """The category that decides."""
    return min((each.category for each in found), key=lambda each: each.rank, default=None)
