"""Which bars these are, as one digest."""

from __future__ import annotations

import hashlib

import numpy as np

from botspec.market.panel import PRICE_FIELDS, TIME_FIELDS, Panel

ROWS = 256  # at a time: a whole panel, row by row, would be there twice


def fingerprint(panel: Panel) -> str:
    """SHA-256 over every number of the panel."""
    digest = hashlib.sha256(repr((panel.symbols, panel.actions)).encode())
    for name in TIME_FIELDS + PRICE_FIELDS:
        column = getattr(panel, name)
        for start in range(0, len(column), ROWS):
            digest.update(np.ascontiguousarray(column[start : start + ROWS]).data)
    return digest.hexdigest()
