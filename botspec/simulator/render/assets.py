"""An asset as Alpaca sends it."""

from __future__ import annotations

from typing import Any

from botspec.domain.assets import ANY_COINS, Steps
from botspec.exchange.legality import is_crypto
from botspec.simulator.identity import asset_id
from botspec.simulator.listings import INACTIVE, NO_SHORT, UNTRADABLE, WHOLE, Listings

CRYPTO_EXCHANGE = "CRYPTO"
EXCHANGE = "NASDAQ"  # the bars do not say where a share is listed, and Alpaca always does


def asset_json(symbol: str, listings: Listings, *, shortable: bool = True) -> dict[str, Any]:
    """A tradable, fractionable share that is easy to borrow, or a coin that is not lent, unless it is flagged."""
    crypto = is_crypto(symbol)
    shorts = shortable and not crypto and not listings.has(symbol, NO_SHORT)
    return {
        "id": asset_id(symbol),
        "class": "crypto" if crypto else "us_equity",
        "exchange": CRYPTO_EXCHANGE if crypto else EXCHANGE,
        "symbol": symbol,
        "name": symbol,
        "status": "inactive" if listings.has(symbol, INACTIVE) else "active",
        "tradable": not (listings.has(symbol, UNTRADABLE) or listings.has(symbol, INACTIVE)),
        "marginable": not crypto,
        "maintenance_margin_requirement": 100 if crypto else 30,
        "margin_requirement_long": "100" if crypto else "30",
        "margin_requirement_short": "100" if crypto else "30",
        "shortable": shorts,
        "easy_to_borrow": shorts,
        "fractionable": not listings.has(symbol, WHOLE),
        "attributes": [] if crypto else ["fractional_eh_enabled"],
        **(_steps(listings.steps.get(symbol, ANY_COINS)) if crypto else {}),
    }


def _steps(steps: Steps) -> dict[str, str]:
    return {
        "min_order_size": f"{steps.least:f}",
        "min_trade_increment": f"{steps.quantity:f}",
        "price_increment": f"{steps.price:f}",
    }
