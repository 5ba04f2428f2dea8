"""What can be traded."""

from __future__ import annotations

from botspec.exchange.refusal import not_found
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked
from botspec.simulator.identity import asset_id
from botspec.simulator.render.assets import asset_json
from botspec.simulator.simulation import Simulation

FILTERS = {"status": "status", "asset_class": "class", "exchange": "exchange"}


def listing(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/assets."""
    every = (
        asset_json(symbol, sim.desk.listings, shortable=not sim.desk.settings.no_shorting)
        for symbol in sim.tape.symbols
    )
    wanted = {name: asked.query[query] for query, name in FILTERS.items() if asked.query.get(query)}
    attributes = set(asked.words("attributes"))
    return Answer(
        [
            asset
            for asset in every
            if all(asset[name] == value for name, value in wanted.items())
            and (not attributes or attributes & set(asset["attributes"]))
        ]
    )


def one(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/assets/{symbol_or_asset_id}."""
    wanted = asked.path["symbol_or_asset_id"]
    symbol = symbol_of(sim, wanted)
    if symbol is None:
        raise not_found(f"asset not found for {wanted}")
    return Answer(asset_json(symbol, sim.desk.listings, shortable=not sim.desk.settings.no_shorting))


def symbol_of(sim: Simulation, symbol_or_asset_id: str) -> str | None:
    """The symbol meant, None when there is no such asset."""
    for symbol in sim.tape.symbols:
        if symbol_or_asset_id in {symbol, symbol.replace("/", ""), asset_id(symbol)}:
            return symbol
    return None
