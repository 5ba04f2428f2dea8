"""A rotation over a whole panel: places, and what each is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from botspec.spec.words import Weighting
from botspec.strategy.rebalance_rows import rebalance_rows
from botspec.strategy.rule_columns import condition_columns, number_columns
from botspec.strategy.targets import TargetColumns

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from botspec.market.panel import Panel
    from botspec.strategy.rotation import Rotation

    Numbers = NDArray[np.float64]

YES, UNKNOWN = 1, -1


def rotation_columns(rotation: Rotation, panel: Panel, since: int, beside: Panel | None) -> TargetColumns:
    """Target weights at every row that is due; NaN elsewhere, where a symbol's place is unknown or it has no bar."""
    due = rebalance_rows(panel, rotation.params.rebalance.every, rotation.params.rebalance.on)
    score = number_columns(rotation.score, panel, since, beside)
    allowed = np.full(score.shape, YES, dtype=np.int8)
    if rotation.when is not None:
        allowed = condition_columns(rotation.when, panel, since, beside)
    swing = None if rotation.volatility is None else number_columns(rotation.volatility, panel, since, beside)
    weights = np.full(score.shape, np.nan, order="F")
    places = _Places(rotation, panel.symbols)
    for row in np.flatnonzero(due).tolist():
        if row >= since:
            weights[row] = places.weights(score[row], allowed[row], None if swing is None else swing[row])
    weights[np.isnan(panel.close)] = np.nan  # also of what the rest is put in: without a bar it stays as it is
    return TargetColumns(rotation.plan, due, weights, np.zeros(len(panel), dtype=bool), ready(panel, rotation.warmup))


def ready(panel: Panel, warmup: int) -> NDArray[np.int64]:
    """The first row before which each symbol has `warmup` bars of its own [N]; T if never."""
    own = ~np.isnan(panel.close)
    known = np.cumsum(own, axis=0) - own >= warmup
    first = np.where(known.any(axis=0), known.argmax(axis=0), len(panel))
    rows: NDArray[np.int64] = first.astype(np.int64)
    return rows


class _Places:
    """What one row comes to; all arrays [N]."""

    def __init__(self, rotation: Rotation, symbols: tuple[str, ...]) -> None:
        params = rotation.params
        self._top = params.top
        self._worth = float(params.invest.value) / params.top
        self._weighting = params.weighting
        parts = [params.otherwise.get(symbol) for symbol in symbols]
        self._otherwise = np.array([0.0 if part is None else float(part.value) for part in parts])

    def weights(self, score: Numbers, allowed: NDArray[np.int8], swing: Numbers | None) -> Numbers:
        """Parts of equity; NaN where unknown."""
        basis = self._basis(score, swing)
        ranked = self._otherwise == 0
        unknown = ranked & ((allowed == UNKNOWN) | ((allowed == YES) & np.isnan(score + basis)))
        fit = ranked & ~unknown & (allowed == YES) & (basis > 0)
        order: NDArray[np.int64] = np.argsort(-np.where(fit, score, -np.inf), kind="stable")
        taken = [column for column in order.tolist() if fit[column]][: self._top]
        weights = np.where(unknown, np.nan, 0.0)
        weights[taken] = self._worth * len(taken) * basis[taken] / _sum(basis[taken])
        free = self._top - len(taken)
        empty = float("nan") if free and unknown.any() else free / self._top
        filled: Numbers = np.where(ranked, weights, empty * self._otherwise)
        return filled

    def _basis(self, score: Numbers, swing: Numbers | None) -> Numbers:
        """What the money is divided by: a symbol whose basis is not above zero takes no place."""
        if swing is not None:
            inverse: Numbers = np.divide(1.0, swing, out=np.full(swing.shape, np.nan), where=swing > 0)
            return inverse
        basis: Numbers = score if self._weighting is Weighting.SCORE else np.ones(score.shape)
        return basis


def _sum(values: Numbers) -> float:
    """In one order, so that bits agree."""
    return float(sum(values.tolist()))
