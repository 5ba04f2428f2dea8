"""What a change of one key is, by what the key declares."""

from __future__ import annotations

from botspec.domain.modes import Mode
from botspec.gitops.category import FIXED, Category
from botspec.gitops.ways import Way, way
from botspec.spec.distance import PriceAt, RuleDistance
from botspec.spec.looser import Looser
from botspec.spec.rule_text import one_line

_LESS_IS_TIGHTER = {Way.LESS: Category.RISK_TIGHTENED, Way.ADDED: Category.RISK_TIGHTENED}
_MORE_IS_TIGHTER = {Way.MORE: Category.RISK_TIGHTENED, Way.ADDED: Category.RISK_TIGHTENED}


def weigh(old: object, new: object, mark: Looser) -> Category | None:
    """The category of a change from `old` to `new`, None for no change; what cannot be compared is loosened."""
    found = way(old, new)
    if old == new or _one_line(old, new):
        return None
    if mark in FIXED:
        return FIXED[mark]
    if found is Way.SAME:  # the same in other words, or in another order
        return Category.BEHAVIOUR if isinstance(new, tuple) else Category.COSMETIC
    if mark is Looser.MODE:
        return _mode(found, new)
    if mark is Looser.WIDENS:
        return _narrowed(new) if found is Way.LESS else Category.CAPITAL_WIDENED
    tighter = _MORE_IS_TIGHTER if mark is Looser.DOWN else _LESS_IS_TIGHTER
    return tighter.get(found, Category.RISK_LOOSENED)


def _one_line(old: object, new: object) -> bool:
    """The same rule, but for white space."""
    rules = (str, RuleDistance, PriceAt)
    alike = isinstance(old, rules) and isinstance(new, rules) and isinstance(new, type(old))
    return alike and one_line(str(old)) == one_line(str(new))


def _mode(found: Way, new: object) -> Category:
    if found is Way.LESS:
        return Category.RISK_TIGHTENED
    return Category.GOES_LIVE if new is Mode.LIVE else Category.RISK_LOOSENED


def _narrowed(new: object) -> Category:
    """Less money is less risk; fewer symbols are other orders."""
    return Category.BEHAVIOUR if isinstance(new, tuple) else Category.RISK_TIGHTENED
