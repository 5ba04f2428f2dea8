"""Days on which a symbol is not bought."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.looser import Looser
from botspec.spec.names import Prose
from botspec.spec.params import Params


class BlackoutFile(Params):
    """Where the days stand."""

    file: Annotated[Prose, Looser.ANY] = Field(
        description="CSV file with the columns symbol, from, to.", examples=["earnings.csv"]
    )

    def __str__(self) -> str:
        return self.file


class BlackoutParams(Params):
    """Parameter of `blackout`."""

    limit: Annotated[BlackoutFile, Looser.PARTS] = Field(
        description="A CSV file of symbols and days on which they are not bought, such as around earnings.",
        examples=[{"file": "earnings.csv"}],
    )
