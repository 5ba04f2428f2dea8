"""alpaca-py, imported without the warning that its stream module gives about its own dependency."""

from __future__ import annotations

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from alpaca.common.exceptions import APIError
    from alpaca.data.enums import Adjustment
    from alpaca.data.historical import StockHistoricalDataClient
    from alpaca.data.historical.corporate_actions import CorporateActionsClient
    from alpaca.data.live import CryptoDataStream, StockDataStream
    from alpaca.data.requests import (
        CorporateActionsRequest,
        StockBarsRequest,
        StockLatestBarRequest,
        StockLatestQuoteRequest,
        StockLatestTradeRequest,
        StockSnapshotRequest,
    )
    from alpaca.data.timeframe import TimeFrame
    from alpaca.trading.client import TradingClient
    from alpaca.trading.enums import OrderClass, OrderSide, OrderStatus, PositionSide, QueryOrderStatus, TimeInForce
    from alpaca.trading.models import Order, TradeAccount
    from alpaca.trading.requests import (
        ClosePositionRequest,
        GetAssetsRequest,
        GetCalendarRequest,
        GetOrdersRequest,
        LimitOrderRequest,
        MarketOrderRequest,
        ReplaceOrderRequest,
        StopLimitOrderRequest,
        StopLossRequest,
        StopOrderRequest,
        TakeProfitRequest,
        TrailingStopOrderRequest,
    )
    from alpaca.trading.stream import TradingStream

__all__ = [
    "APIError",
    "Adjustment",
    "ClosePositionRequest",
    "CorporateActionsClient",
    "CorporateActionsRequest",
    "CryptoDataStream",
    "GetAssetsRequest",
    "GetCalendarRequest",
    "GetOrdersRequest",
    "LimitOrderRequest",
    "MarketOrderRequest",
    "Order",
    "OrderClass",
    "OrderSide",
    "OrderStatus",
    "PositionSide",
    "QueryOrderStatus",
    "ReplaceOrderRequest",
    "StockBarsRequest",
    "StockDataStream",
    "StockHistoricalDataClient",
    "StockLatestBarRequest",
    "StockLatestQuoteRequest",
    "StockLatestTradeRequest",
    "StockSnapshotRequest",
    "StopLimitOrderRequest",
    "StopLossRequest",
    "StopOrderRequest",
    "TakeProfitRequest",
    "TimeFrame",
    "TimeInForce",
    "TradeAccount",
    "TradingClient",
    "TradingStream",
    "TrailingStopOrderRequest",
]
