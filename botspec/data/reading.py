"""How files are to be read, where they do not say it themselves."""

from __future__ import annotations

from dataclasses import dataclass

from botspec.spec.words import Timeframe, Zone


@dataclass(frozen=True, slots=True)
class Reading:
    """`zone` is that of times without one (None: refused), `width` that of a bar in the files (None: found out).

    `extended` keeps bars before and after regular sessions.
    """

    zone: Zone | None = None
    width: Timeframe | None = None
    extended: bool = False


PLAIN = Reading()
