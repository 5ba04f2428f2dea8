"""Which bars these are, as one digest."""

from __future__ import annotations

import hashlib

import numpy as np

from botspec.market.panel import PRICE_FIELDS, TIME_FIELDS, Panel


def fingerprint(panel: Panel) -> str:
    """SHA-256 over every number of the panel."""
    digest = hashlib.sha256(repr((panel.symbols, panel.actions)).encode())
    for name in TIME_FIELDS + PRICE_FIELDS:
        digest.update(np.ascontiguousarray(getattr(panel, name)).tobytes())
    return digest.hexdigest()
