"""Is one value more than another? Numbers by size within one unit, sets by inclusion, words by their ladder."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from enum import Enum, StrEnum

from botspec.domain.guards import Action
from botspec.domain.modes import Mode
from botspec.domain.values import Bars, Duration, Money, Ratio, Shares
from botspec.gitops.policy import Enforcement
from botspec.spec.approval import Signing
from botspec.spec.session_time import SessionTime
from botspec.spec.words import EntryScope, Existing, OnRemove, Per, Session, WashSaleAction, Window


class Way(Enum):
    """How the new value stands to the old one."""

    SAME = "same"
    MORE = "more"
    LESS = "less"
    ADDED = "added"
    REMOVED = "removed"
    OTHER = "other"


_LADDERS: frozenset[type[StrEnum]] = frozenset(
    {Action, Mode, Session, Per, EntryScope, Window, WashSaleAction, Enforcement, Signing}
)
"""Words whose order in their enum is the order of what they do."""
_LEAST = frozenset({Existing.REFUSE, OnRemove.REFUSE})
_MOST = frozenset({"manual", "whole_account"})
_LIMITLESS = Decimal("Infinity")


def way(old: object, new: object) -> Way:  # noqa: PLR0911  one line a case
    """From `old` to `new`; None is a key that is left out."""
    if old == new:
        return Way.SAME
    if old is None or new is None:
        return Way.ADDED if old is None else Way.REMOVED
    if isinstance(old, tuple) and isinstance(new, tuple):
        return _inclusion(old, new)
    if _LEAST & {each for each in (old, new) if isinstance(each, StrEnum)}:
        return Way.LESS if new in _LEAST else Way.MORE
    before, after = size(old), size(new)
    if before is None or after is None or _unlike(before[0], after[0]):
        return Way.OTHER
    if before[1] == after[1]:
        return Way.SAME
    return Way.MORE if after[1] > before[1] else Way.LESS


def size(value: object) -> tuple[str, Decimal] | None:  # noqa: C901, PLR0911  one line a case
    """The unit of a value and how much of it; None for what has no size."""
    match value:
        case Ratio(value=part):
            return "ratio", part
        case Money(amount=usd):
            return "USD", usd
        case Shares(quantity=quantity):
            return "shares", quantity
        case Duration(seconds=seconds):
            return "time", Decimal(seconds)
        case Bars(count=count):
            return "bars", Decimal(count)
        case SessionTime(anchor=anchor, span=span):
            return anchor, Decimal(span.seconds if anchor == "after_open" else -span.seconds)
        case bool() | int() | Decimal():
            return "number", Decimal(value)
        case StrEnum() if type(value) in _LADDERS:
            return type(value).__name__, Decimal(list(type(value)).index(value))
        case str() if value in _MOST:
            return "", _LIMITLESS
        case _:
            return None


def _unlike(before: str, after: str) -> bool:
    """Different units; what has no bound is more in any unit."""
    return before != after and bool(before) and bool(after)


def _inclusion(old: Collection[object], new: Collection[object]) -> Way:
    gone = any(each not in new for each in old)
    came = any(each not in old for each in new)
    if gone and came:
        return Way.OTHER
    if came:
        return Way.MORE
    return Way.LESS if gone else Way.SAME
