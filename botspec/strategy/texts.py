"""The rules that a part of a spec holds, by where they stand."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from botspec.spec.distance import PriceAt, RuleDistance
from botspec.spec.paths import Path
from botspec.spec.rule_text import ConditionText, NumberText
from botspec.spec.walk import everything


def rule_texts(part: BaseModel, at: Path = ()) -> Iterator[tuple[Path, NumberText | ConditionText]]:
    """Every rule but those under `let`, which are read first and may come to anything."""
    for said in everything(part, at):
        match said.value:
            case NumberText() | ConditionText() as text:
                yield said.path, text
            case RuleDistance(text=text):
                yield said.path, text
            case PriceAt(price=text):
                yield (*said.path, "price"), text
            case _:
                pass
