"""What a reviewer has to know of a change first."""

from __future__ import annotations

from enum import StrEnum

from botspec.spec.looser import Looser


class Category(StrEnum):
    """Kinds of change, the worst first."""

    GOES_LIVE = "goes-live"
    POLICY_LOOSENED = "policy-loosened"
    RUNTIME_CHANGED = "runtime-changed"
    RISK_LOOSENED = "risk-loosened"
    CAPITAL_WIDENED = "capital-widened"
    BEHAVIOUR = "behaviour"
    RISK_TIGHTENED = "risk-tightened"
    COSMETIC = "cosmetic"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Category).index(self)

    @property
    def told(self) -> str:
        """As a heading says it."""
        return _TOLD[self]

    def reaches(self, other: Category) -> bool:
        """True when this is `other`, or worse."""
        return self.rank <= other.rank


_TOLD = {
    Category.GOES_LIVE: "goes live",
    Category.POLICY_LOOSENED: "policy loosened",
    Category.RUNTIME_CHANGED: "plug-in or runtime changed",
    Category.RISK_LOOSENED: "risk loosened",
    Category.CAPITAL_WIDENED: "capital or universe widened",
    Category.BEHAVIOUR: "behaviour",
    Category.RISK_TIGHTENED: "risk tightened",
    Category.COSMETIC: "cosmetic",
}

FIXED = {
    Looser.RUNTIME: Category.RUNTIME_CHANGED,
    Looser.BEHAVIOUR: Category.BEHAVIOUR,
    Looser.COSMETIC: Category.COSMETIC,
    Looser.ANY: Category.RISK_LOOSENED,
}
"""What any change of such a key is, whichever way it goes."""
