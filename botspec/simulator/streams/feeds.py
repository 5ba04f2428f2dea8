"""Which streams there are and what the plan allows of them."""

from __future__ import annotations

from botspec.simulator.config import BASIC, Config
from botspec.simulator.streams.data import Feed
from botspec.simulator.streams.subscriptions import CRYPTO_CHANNELS, NEWS_CHANNELS, STOCK_CHANNELS

BASIC_SYMBOLS = 30
TRADE_UPDATES = "/stream"


def feeds(config: Config) -> dict[str, Feed]:
    """By path. The free plan hears IEX only, and 30 symbols of trades and quotes."""
    basic = config.plan == BASIC
    most = BASIC_SYMBOLS if basic else None
    known = (
        Feed("/v2/iex", "stocks", STOCK_CHANNELS, most_symbols=most),
        Feed("/v2/delayed_sip", "stocks", STOCK_CHANNELS, most_symbols=most),
        Feed("/v2/sip", "stocks", STOCK_CHANNELS, allowed=not basic),
        Feed("/v2/test", "test", STOCK_CHANNELS),
        Feed("/v1beta3/crypto/us", "crypto", CRYPTO_CHANNELS, most_symbols=most),
        Feed("/v1beta1/news", "news", NEWS_CHANNELS),
    )
    return {feed.path: feed for feed in known}
