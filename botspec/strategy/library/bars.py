"""Counts of bars and other numbers that library strategies ask for."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator

from botspec.expressions import MAX_PERIOD
from botspec.spec.params import Params
from botspec.spec.refuse import inside, refuse
from botspec.spec.unit_hints import plain
from botspec.spec.units import CountValue, NumberValue

LEAST = 2
HUNDRED = Decimal(100)


def _bars(value: int) -> int:
    if not LEAST <= value <= MAX_PERIOD:
        raise refuse(
            "BS105", f"'{value}' is not between {LEAST} and {MAX_PERIOD}", "write a number of bars, such as 20"
        )
    return value


def _of_hundred(value: Decimal) -> Decimal:
    if not 0 < value < HUNDRED:
        raise refuse("BS105", f"'{plain(value)}' is not between 0 and 100", "write a number such as 30")
    return value


def check_slower(params: Params, fast: int, slow: int) -> None:
    """Refuse a slow average that is not slower, at the one of the two that is written."""
    if slow > fast:
        return
    message = f"the slow average has {slow} bars, the fast one {fast}"
    if "slow" in params.model_fields_set:
        raise inside("slow", refuse("BS317", message, f"write more than {fast}"))
    raise inside("fast", refuse("BS317", message, f"write less than {slow}"))


BarsCount = Annotated[CountValue, AfterValidator(_bars)]
OfHundred = Annotated[NumberValue, AfterValidator(_of_hundred)]
