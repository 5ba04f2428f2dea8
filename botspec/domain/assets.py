"""What a broker says of a symbol."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """Whether it may be traded at all, in parts of shares, and sold short."""

    symbol: str
    tradable: bool
    fractionable: bool
    shortable: bool
    easy_to_borrow: bool = False
