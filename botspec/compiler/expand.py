"""A strategy block as it runs: its own parameters, or what a library strategy stands for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from botspec.compiler.blocks import Chosen
from botspec.spec.params import Params
from botspec.spec.paths import Path
from botspec.strategy.library.expand import LIBRARY, expand
from botspec.strategy.rules import RulesParams


@dataclass(frozen=True, slots=True)
class Expanded:
    """`numbers` are a library strategy's own; `path` is where the texts stand, None for a library's."""

    kind: str
    params: Params
    numbers: Mapping[str, Decimal | int]
    path: Path | None

    @property
    def texts(self) -> RulesParams | None:
        """The rules of a strategy that holds what rules say."""
        return self.params if isinstance(self.params, RulesParams) else None

    @property
    def stands_for(self) -> str:
        """The kind of block that it runs as: the library has rules, and rotations."""
        if self.texts is not None:
            return "rules"
        return self.kind if self.path is not None else "rotation"

    @property
    def let(self) -> Mapping[str, str]:
        """The named parts of its rules."""
        return cast("Mapping[str, str]", getattr(self.params, "let", {}))


def expand_strategy(strategy: Chosen) -> Expanded:
    """The strategy of a block."""
    if strategy.kind not in LIBRARY:
        return Expanded(strategy.kind, strategy.params, {}, strategy.path)
    library = expand(strategy.kind, strategy.params)
    return Expanded(strategy.kind, library.rules, library.numbers, None)
