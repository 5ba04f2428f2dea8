"""Shorts only of what is easy to borrow."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from botspec.spec.flag import FlagValue
from botspec.spec.looser import Looser
from botspec.spec.params import Params


class EasyToBorrowOnlyParams(Params):
    """Parameter of `easy_to_borrow_only`."""

    limit: Annotated[FlagValue, Looser.DOWN] = Field(
        description="Sell short only what the broker lists as easy to borrow.",
        examples=["true"],
    )
