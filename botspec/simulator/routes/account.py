"""The account and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence

from botspec.simulator.activities import Activity
from botspec.simulator.answer import Answer
from botspec.simulator.asking import Asked
from botspec.simulator.render.account import account_json
from botspec.simulator.simulation import Simulation

MOST = 100
CATEGORIES = {"trade_activity": {"FILL"}, "non_trade_activity": {"FEE", "DIV", "SPLIT", "CFEE"}}


def show(sim: Simulation, _: Asked) -> Answer:
    """GET /v2/account."""
    config = sim.config
    return Answer(
        account_json(
            sim.exchange,
            seed=config.seed,
            created_at=config.starts_at,
            now=sim.now,
            last_equity=sim.venue.last_equity,
            multiplier=int(sim.desk.settings.max_margin_multiplier),
            suspended=sim.desk.settings.suspend_trade,
        )
    )


def configurations(sim: Simulation, _: Asked) -> Answer:
    """GET /v2/account/configurations."""
    return Answer(sim.desk.settings.json())


def configure(sim: Simulation, asked: Asked) -> Answer:
    """PATCH /v2/account/configurations."""
    return Answer(sim.desk.configure(asked.json()).json())


def activities(sim: Simulation, asked: Asked) -> Answer:
    """GET /v2/account/activities and /v2/account/activities/{type}."""
    found = _wanted(sim.activities.all(), asked)
    if asked.query.get("direction", "desc") != "asc":
        found.reverse()
    token = asked.query.get("page_token")
    if token:
        after = next((index + 1 for index, activity in enumerate(found) if activity.id == token), len(found))
        found = found[after:]
    return Answer([activity.json for activity in found[: asked.count("page_size", MOST, MOST)]])


def _wanted(told: Sequence[Activity], asked: Asked) -> list[Activity]:
    types = _types(asked)
    order_id = asked.query.get("order_id")
    after, until = asked.moment("after"), asked.moment("until", end_of_day=True)
    on = asked.query.get("date", "")[:10]
    return [
        activity
        for activity in told
        if (types is None or activity.type in types)
        and (order_id is None or activity.order_id == order_id)
        and (after is None or activity.at > after)
        and (until is None or activity.at <= until)
        and (not on or activity.on.isoformat() == on)
    ]


def _types(asked: Asked) -> set[str] | None:
    if "activity_type" in asked.path:
        return {asked.path["activity_type"].upper()}
    named = {word.upper() for word in asked.words("activity_types")}
    return named or CATEGORIES.get(asked.query.get("category", ""))
