"""Watchlists: made, changed and removed, by id or by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botspec.exchange.refusal import invalid, unprocessable
from botspec.simulator.answer import EMPTY, Answer
from botspec.simulator.asking import Asked, text
from botspec.simulator.identity import account_id
from botspec.simulator.render.assets import asset_json
from botspec.simulator.render.times import stamp
from botspec.simulator.routes.assets import symbol_of
from botspec.simulator.simulation import Simulation
from botspec.simulator.watchlists import Watchlist

Find = Callable[[Simulation, Asked], Watchlist]
Endpoint = Callable[[Simulation, Asked], Answer]


def listing(sim: Simulation, _: Asked) -> Answer:
    """GET /v2/watchlists: without their assets."""
    return Answer([_head(sim, each) for each in sim.desk.watchlists.all()])


def create(sim: Simulation, asked: Asked) -> Answer:
    """POST /v2/watchlists."""
    body = asked.json()
    name = text("name", body.get("name")) or ""
    return _shown(sim, sim.desk.watch("create", name=name, symbols=_symbols(sim, body.get("symbols") or [])))


def by_id(sim: Simulation, asked: Asked) -> Watchlist:
    """The list that the path names."""
    return sim.desk.watchlists.one(asked.path["watchlist_id"])


def by_name(sim: Simulation, asked: Asked) -> Watchlist:
    """The list that the query names."""
    return sim.desk.watchlists.named(asked.query.get("name", ""))


def one(find: Find) -> Endpoint:
    """GET of one."""
    return lambda sim, asked: _shown(sim, find(sim, asked))


def update(find: Find) -> Endpoint:
    """PUT: another name, other symbols."""

    def answer(sim: Simulation, asked: Asked) -> Answer:
        body = asked.json()
        symbols = body.get("symbols")
        chosen = None if symbols is None else _symbols(sim, symbols)
        name = text("name", body.get("name"))
        return _shown(sim, sim.desk.watch("update", wanted=find(sim, asked).id, name=name, symbols=chosen))

    return answer


def add(find: Find) -> Endpoint:
    """POST of a symbol."""

    def answer(sim: Simulation, asked: Asked) -> Answer:
        symbol = text("symbol", asked.json().get("symbol"))
        if symbol is None:
            raise invalid("symbol is required")
        (known,) = _symbols(sim, [symbol])
        return _shown(sim, sim.desk.watch("add", wanted=find(sim, asked).id, symbol=known))

    return answer


def remove(sim: Simulation, asked: Asked) -> Answer:
    """DELETE of a symbol."""
    wanted = asked.path["symbol"]
    symbol = symbol_of(sim, wanted) or wanted
    return _shown(sim, sim.desk.watch("remove", wanted=by_id(sim, asked).id, symbol=symbol))


def delete(find: Find) -> Endpoint:
    """DELETE of a list."""

    def answer(sim: Simulation, asked: Asked) -> Answer:
        sim.desk.watch("delete", wanted=find(sim, asked).id)
        return EMPTY

    return answer


def _symbols(sim: Simulation, given: object) -> list[str]:
    if not isinstance(given, list):
        raise invalid("invalid symbols")
    found = []
    for name in given:
        symbol = symbol_of(sim, str(name))
        if symbol is None:
            raise unprocessable(f'asset "{name}" not found')
        found.append(symbol)
    return found


def _head(sim: Simulation, each: Watchlist) -> dict[str, Any]:
    return {
        "id": each.id,
        "account_id": account_id(sim.config.seed),
        "created_at": stamp(each.created_at),
        "updated_at": stamp(each.updated_at),
        "name": each.name,
    }


def _shown(sim: Simulation, each: Watchlist | None) -> Answer:
    if each is None:
        return EMPTY
    assets = [
        asset_json(symbol, sim.desk.listings, shortable=not sim.desk.settings.no_shorting) for symbol in each.symbols
    ]
    return Answer({**_head(sim, each), "assets": assets})
