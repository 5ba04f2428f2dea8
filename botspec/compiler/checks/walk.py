"""Everything a rule is made of."""

from __future__ import annotations

from botspec.expressions.tree import walk

__all__ = ["walk"]
