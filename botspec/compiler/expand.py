"""Any strategy block as the rules it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from botspec.compiler.blocks import Chosen
from botspec.spec.paths import Path
from botspec.strategy.library.expand import LIBRARY, expand
from botspec.strategy.rules import RulesParams


@dataclass(frozen=True, slots=True)
class Expanded:
    """Rules as text. `numbers` are a library strategy's own; `path` is where the texts stand, None for a library's."""

    kind: str
    texts: RulesParams
    numbers: Mapping[str, Decimal | int]
    path: Path | None


def expand_strategy(strategy: Chosen) -> Expanded:
    """The rules of a strategy block."""
    if isinstance(strategy.params, RulesParams):
        return Expanded(strategy.kind, strategy.params, {}, strategy.path)
    if strategy.kind not in LIBRARY:
        raise LookupError(strategy.kind)
    library = expand(strategy.kind, strategy.params)
    return Expanded(strategy.kind, library.rules, library.numbers, None)
