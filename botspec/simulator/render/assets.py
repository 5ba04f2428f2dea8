"""An asset as Alpaca sends it."""

from __future__ import annotations

from typing import Any

from botspec.simulator.identity import asset_id

EXCHANGE = "NASDAQ"  # the bars do not say where a share is listed, and Alpaca always does


def asset_json(symbol: str) -> dict[str, Any]:
    """A tradable, fractionable share that cannot be sold short here."""
    return {
        "id": asset_id(symbol),
        "class": "us_equity",
        "exchange": EXCHANGE,
        "symbol": symbol,
        "name": symbol,
        "status": "active",
        "tradable": True,
        "marginable": True,
        "maintenance_margin_requirement": 30,
        "margin_requirement_long": "30",
        "margin_requirement_short": "30",
        "shortable": False,
        "easy_to_borrow": False,
        "fractionable": True,
        "attributes": [],
    }
