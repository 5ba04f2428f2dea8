"""What a guard of equity asks for, whatever it watches: references of each row, and what was lost of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ReferenceT = TypeVar("ReferenceT")


class Columns(Protocol[ReferenceT]):
    """References for each of K rows, from what was known before that row; [K, 3] are open, adverse and close."""

    @property
    def start(self) -> ReferenceT:
        """What the bot, or the guard, started with."""
        ...

    @property
    def peak(self) -> ReferenceT:
        """The highest close so far."""
        ...

    @property
    def previous_close(self) -> ReferenceT:
        """The close of the session before."""
        ...

    @property
    def week_close(self) -> ReferenceT:
        """The last close of the week before."""
        ...

    @property
    def day_open(self) -> ReferenceT:
        """The open of the session."""
        ...

    @property
    def high(self) -> ReferenceT:
        """The highest open or close so far."""
        ...

    @property
    def session_high(self) -> ReferenceT:
        """The same within the session."""
        ...

    @property
    def week_high(self) -> ReferenceT:
        """The same within the week."""
        ...

    def losses(self, reference: ReferenceT) -> NDArray[np.float64]:
        """What was lost of the reference at each mark [K, 3]."""
        ...

    def given_back(self, highest: ReferenceT, base: ReferenceT, after: float) -> NDArray[np.float64]:
        """The part of highest - base that is gone at each mark [K, 3]; 0 where that gain is less than `after`."""
        ...
