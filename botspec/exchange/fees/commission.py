"""What a broker takes itself, told apart from what regulators take."""

from __future__ import annotations

from decimal import Decimal

COMMISSION = "COMMISSION"
ZERO = Decimal(0)
