"""What is used of alpaca-py, imported in one place: it warns about a deprecation of its own at import."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from alpaca.common.exceptions import APIError
    from alpaca.common.rest import RESTClient
    from alpaca.data.enums import Adjustment, CorporateActionsType, DataFeed
    from alpaca.data.historical.corporate_actions import CorporateActionsClient
    from alpaca.data.historical.crypto import CryptoHistoricalDataClient
    from alpaca.data.historical.stock import StockHistoricalDataClient
    from alpaca.data.requests import (
        CorporateActionsRequest,
        CryptoBarsRequest,
        CryptoLatestQuoteRequest,
        CryptoLatestTradeRequest,
        StockBarsRequest,
        StockLatestQuoteRequest,
        StockLatestTradeRequest,
    )
    from alpaca.data.timeframe import TimeFrame, TimeFrameUnit
    from alpaca.trading.client import TradingClient

__all__ = [
    "APIError",
    "Adjustment",
    "CorporateActionsClient",
    "CorporateActionsRequest",
    "CorporateActionsType",
    "CryptoBarsRequest",
    "CryptoHistoricalDataClient",
    "CryptoLatestQuoteRequest",
    "CryptoLatestTradeRequest",
    "DataFeed",
    "RESTClient",
    "StockBarsRequest",
    "StockHistoricalDataClient",
    "StockLatestQuoteRequest",
    "StockLatestTradeRequest",
    "TimeFrame",
    "TimeFrameUnit",
    "TradingClient",
]
