"""An asset as Alpaca sends it."""

from __future__ import annotations

from typing import Any

from botspec.exchange.legality import is_crypto
from botspec.simulator.identity import asset_id

CRYPTO_EXCHANGE = "CRYPTO"
COIN_STEPS = {"min_order_size": "0.000000001", "min_trade_increment": "0.000000001", "price_increment": "0.000000001"}
EXCHANGE = "NASDAQ"  # the bars do not say where a share is listed, and Alpaca always does


def asset_json(symbol: str, *, shortable: bool = True) -> dict[str, Any]:
    """A tradable, fractionable share that is easy to borrow, or a coin that is not lent."""
    crypto = is_crypto(symbol)
    shorts = shortable and not crypto
    return {
        "id": asset_id(symbol),
        "class": "crypto" if crypto else "us_equity",
        "exchange": CRYPTO_EXCHANGE if crypto else EXCHANGE,
        "symbol": symbol,
        "name": symbol,
        "status": "active",
        "tradable": True,
        "marginable": not crypto,
        "maintenance_margin_requirement": 100 if crypto else 30,
        "margin_requirement_long": "100" if crypto else "30",
        "margin_requirement_short": "100" if crypto else "30",
        "shortable": shorts,
        "easy_to_borrow": shorts,
        "fractionable": True,
        "attributes": [] if crypto else ["fractional_eh_enabled"],
        **(COIN_STEPS if crypto else {}),
    }
