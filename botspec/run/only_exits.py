"""Signals of symbols that may only be left, put beside those of the traded ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from botspec.run.view import NO, SideSignals, Signals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.strategy.targets import TargetColumns


def with_exits_of(own: Signals, everything: Signals, weight: float) -> Signals:
    """`own`, and the further columns of `everything` without their entries; `weight` is what they are to weigh."""
    count = own.rank.shape[1]
    return Signals(
        rank=_beside(own.rank, everything.rank[:, count:]),
        long=_side(own.long, everything.long, count),
        short=None if own.short is None or everything.short is None else _side(own.short, everything.short, count),
        targets=_targets(own.targets, everything.rank.shape[1] - count, weight),
        numbers={text: _beside(column, everything.numbers[text][:, count:]) for text, column in own.numbers.items()},
    )


def _side(own: SideSignals, everything: SideSignals, count: int) -> SideSignals:
    return SideSignals(
        entry=_beside(own.entry, np.full_like(everything.entry[:, count:], NO)),
        exit=_beside(own.exit, everything.exit[:, count:]),
        since=_beside(own.since, np.zeros_like(everything.since[:, count:])),
    )


def _targets(own: TargetColumns | None, more: int, weight: float) -> TargetColumns | None:
    if own is None:
        return None
    weights = _beside(own.weights, np.full((len(own.weights), more), weight))
    return replace(own, weights=weights, ready=np.concatenate((own.ready, np.zeros(more, dtype=own.ready.dtype))))


def _beside(own: NDArray[Any], others: NDArray[Any]) -> NDArray[Any]:
    return np.asfortranarray(np.concatenate((own, others), axis=1))
