"""Every path and what answers it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked
from botspec.simulator.routes import (
    account,
    assets,
    control,
    corporate_actions,
    history,
    latest,
    markets,
    meta,
    news,
    orders,
    portfolio,
    positions,
    sessions,
    watchlists,
)
from botspec.simulator.simulation import Simulation

Endpoint = Callable[[Simulation, Asked], Answer]


@dataclass(frozen=True, slots=True)
class Entry:
    """One method of one path."""

    method: str
    path: str
    endpoint: Endpoint


TABLE: tuple[Entry, ...] = (
    Entry("GET", "/v2/account", account.show),
    Entry("GET", "/v2/account/configurations", account.configurations),
    Entry("PATCH", "/v2/account/configurations", account.configure),
    Entry("GET", "/v2/account/portfolio/history", portfolio.history),
    Entry("GET", "/v2/account/activities", account.activities),
    Entry("GET", "/v2/account/activities/{activity_type}", account.activities),
    Entry("GET", "/v2/clock", sessions.clock),
    Entry("GET", "/v2/calendar", sessions.calendar),
    Entry("GET", "/v3/clock", markets.clock),
    Entry("GET", "/v3/calendar/{market}", markets.calendar),
    Entry("GET", "/v2/assets", assets.listing),
    Entry("GET", "/v2/assets/{symbol_or_asset_id}", assets.one),
    Entry("GET", "/v2/orders", orders.listing),
    Entry("POST", "/v2/orders", orders.submit),
    Entry("DELETE", "/v2/orders", orders.cancel_all),
    Entry("GET", "/v2/orders:by_client_order_id", orders.by_client_order_id),
    Entry("GET", "/v2/orders/", orders.nameless),
    Entry("PATCH", "/v2/orders/", orders.nameless),
    Entry("DELETE", "/v2/orders/", orders.nameless),
    Entry("GET", "/v2/orders/{order_id}", orders.one),
    Entry("PATCH", "/v2/orders/{order_id}", orders.replace),
    Entry("DELETE", "/v2/orders/{order_id}", orders.cancel),
    Entry("GET", "/v2/positions", positions.listing),
    Entry("DELETE", "/v2/positions", positions.close_all),
    Entry("GET", "/v2/positions/{symbol_or_asset_id}", positions.one),
    Entry("DELETE", "/v2/positions/{symbol_or_asset_id}", positions.close),
    Entry("GET", "/v2/watchlists", watchlists.listing),
    Entry("POST", "/v2/watchlists", watchlists.create),
    Entry("GET", "/v2/watchlists:by_name", watchlists.one(watchlists.by_name)),
    Entry("PUT", "/v2/watchlists:by_name", watchlists.update(watchlists.by_name)),
    Entry("POST", "/v2/watchlists:by_name", watchlists.add(watchlists.by_name)),
    Entry("DELETE", "/v2/watchlists:by_name", watchlists.delete(watchlists.by_name)),
    Entry("GET", "/v2/watchlists/{watchlist_id}", watchlists.one(watchlists.by_id)),
    Entry("PUT", "/v2/watchlists/{watchlist_id}", watchlists.update(watchlists.by_id)),
    Entry("POST", "/v2/watchlists/{watchlist_id}", watchlists.add(watchlists.by_id)),
    Entry("DELETE", "/v2/watchlists/{watchlist_id}", watchlists.delete(watchlists.by_id)),
    Entry("DELETE", "/v2/watchlists/{watchlist_id}/{symbol}", watchlists.remove),
    Entry("GET", "/v1beta1/news", news.listing),
    Entry("GET", "/v2/stocks/bars", history.bars),
    Entry("GET", "/v2/stocks/trades", history.trades),
    Entry("GET", "/v2/stocks/quotes", history.quotes),
    Entry("GET", "/v2/stocks/bars/latest", latest.latest_bars),
    Entry("GET", "/v2/stocks/trades/latest", latest.latest_trades),
    Entry("GET", "/v2/stocks/quotes/latest", latest.latest_quotes),
    Entry("GET", "/v2/stocks/snapshots", latest.snapshots),
    Entry("GET", "/v2/stocks/meta/exchanges", meta.exchanges),
    Entry("GET", "/v2/stocks/meta/conditions/{ticktype}", meta.conditions),
    Entry("GET", "/v2/stocks/{symbol}/bars", history.bars_of),
    Entry("GET", "/v2/stocks/{symbol}/trades", history.trades_of),
    Entry("GET", "/v2/stocks/{symbol}/quotes", history.quotes_of),
    Entry("GET", "/v2/stocks/{symbol}/bars/latest", latest.latest_bar),
    Entry("GET", "/v2/stocks/{symbol}/trades/latest", latest.latest_trade),
    Entry("GET", "/v2/stocks/{symbol}/quotes/latest", latest.latest_quote),
    Entry("GET", "/v2/stocks/{symbol}/snapshot", latest.snapshot),
    Entry("GET", "/v1beta3/crypto/{loc}/bars", history.coin_bars),
    Entry("GET", "/v1beta3/crypto/{loc}/trades", history.coin_trades),
    Entry("GET", "/v1beta3/crypto/{loc}/quotes", history.coin_quotes),
    Entry("GET", "/v1beta3/crypto/{loc}/snapshots", latest.coin_snapshots),
    Entry("GET", "/v1beta3/crypto/{loc}/latest/bars", latest.coin_bars),
    Entry("GET", "/v1beta3/crypto/{loc}/latest/trades", latest.coin_trades),
    Entry("GET", "/v1beta3/crypto/{loc}/latest/quotes", latest.coin_quotes),
    Entry("GET", "/v1beta3/crypto/{loc}/latest/orderbooks", latest.coin_books),
    Entry("GET", "/v1/corporate-actions", corporate_actions.listing),
    Entry("POST", "/sim/advance", control.advance),
    Entry("GET", "/sim/state", control.state),
    Entry("GET", "/sim/faults", control.faults),
    Entry("POST", "/sim/calm", control.calm),
    Entry("POST", "/sim/revoke", control.revoke),
    Entry("POST", "/sim/status", control.status),
)
