"""Corporate actions from a file: `symbol,ex_on,kind,value`."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from botspec.data.refused import DataRefused
from botspec.market.panel import ActionKind, CorporateAction

HEADER = ["symbol", "ex_on", "kind", "value"]


def read_actions(path: Path) -> tuple[CorporateAction, ...]:
    """All actions of the file, in its order; none when there is no such file. Raises DataRefused."""
    if not path.exists():
        return ()
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataRefused(path, None, f"cannot be read: {error}") from error
    rows = list(csv.reader(lines))
    if not rows or rows[0] != HEADER:
        raise DataRefused(path, 1, f"the first line must be `{','.join(HEADER)}`")
    return tuple(_action(path, number, row) for number, row in enumerate(rows[1:], 2))


def _action(path: Path, line: int, row: Sequence[str]) -> CorporateAction:
    try:
        symbol, ex_on, kind, value = row
        action = CorporateAction(symbol, date.fromisoformat(ex_on), ActionKind(kind), Decimal(value))
    except (ValueError, InvalidOperation):
        raise DataRefused(path, line, "must look like `IBM,2008-11-06,cash_dividend,0.50` or `…,split,2`") from None
    if not (action.value.is_finite() and action.value > 0):
        raise DataRefused(path, line, f"value must be above zero, is {value}")
    return action
