"""Configurations are read strictly; what cannot be simulated is refused with the reason."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from botspec.market.panel import ActionKind, CorporateAction
from botspec.simulator.config import Config, ConfigRefused, parse, read
from botspec.simulator.simulation import build
from tests.fakes.market import Bar, days
from tests.fakes.simulator import simulate

QUIET: Bar = (10.0, 10.5, 9.5, 10.0)
BEFORE = datetime(2010, 1, 4, 14, 0, tzinfo=UTC)
SMALLEST: dict[str, Any] = {"symbols": ["AAPL"], "starts_at": "2010-01-04T09:00:00-05:00", "cash": "1000.50"}


def test_a_file_is_read_and_written_alike(tmp_path: Path) -> None:
    config = Config(
        symbols=("AAPL", "IBM"),
        starts_at=BEFORE,
        cash=Decimal("1000.50"),
        first=date(2009, 1, 2),
        slippage_bps=Decimal("2.5"),
        max_participation=Decimal("0.1"),
        idle_exit=60.0,
        store="broker.sqlite",
        key="K",
        secret="S",
    )
    path = tmp_path / "config.json"
    config.write(path)
    assert read(path) == config
    assert path.stat().st_mode & 0o077 == 0
    assert "S'" not in repr(config)


def test_the_smallest_configuration() -> None:
    config = parse(SMALLEST)
    assert (config.cash, config.starts_at.astimezone(UTC), config.fees, config.speed) == (
        Decimal("1000.50"),
        BEFORE,
        "none",
        None,
    )
    keys = config.with_keys()
    assert len({keys.key, keys.secret, keys.control_token, config.with_keys().secret}) == 4
    assert keys.with_keys() == keys


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"symbols": []}, "no symbols"),
        ({"cash": "0"}, "cash must be above zero"),
        ({"cash": "NaN"}, "cash: 'NaN' cannot be read"),
        ({"cash": "much"}, "cash: 'much' cannot be read"),
        ({"starts_at": "2010-01-04T09:00:00"}, "starts_at needs a time zone"),
        ({"starts_at": "soon"}, "starts_at: 'soon' cannot be read"),
        ({"speed": 0}, "speed must be above zero"),
        ({"fees": "some"}, "fees must be none, alpaca, per_share 0.005, per_order 1 or bps 1"),
        ({"max_participation": "1.1"}, "max_participation must be above 0 and at most 1"),
        ({"slippage_bps": "-1"}, "slippage_bps must be 0 to 1000"),
        ({"timeframe": "3Min"}, "timeframe 3Min is not one of"),
        ({"colour": "red"}, "unknown keys: colour"),
        ({"cash": None}, "not a configuration"),
    ],
)
def test_what_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigRefused, match=message):
        parse({**SMALLEST, **changes})


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_a_file_that_is_no_object(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigRefused):
        read(path)
    with pytest.raises(ConfigRefused):
        read(tmp_path / "absent.json")


def test_a_split_in_the_simulated_period_may_be_refused() -> None:
    def on(day: date) -> list[CorporateAction]:
        return [CorporateAction("AAPL", day, ActionKind.SPLIT, Decimal(2))]

    with pytest.raises(ConfigRefused, match="AAPL splits on 2010-01-06"):
        simulate(days({"AAPL": [QUIET] * 5}, actions=on(date(2010, 1, 6))), BEFORE, splits=False)
    simulate(days({"AAPL": [QUIET] * 5}, actions=on(date(2010, 1, 4))), BEFORE, splits=False)


def test_bars_there_are_not() -> None:
    with pytest.raises(ConfigRefused, match="no bars after"):
        simulate(days({"AAPL": [QUIET]}), datetime(2010, 1, 4, 21, 0, tzinfo=UTC))
    with pytest.raises(ConfigRefused, match=r"no XYZ\.csv"):
        build(parse({**SMALLEST, "symbols": ["XYZ"]}))
    with pytest.raises(ConfigRefused, match="daily bars only"):
        build(parse({**SMALLEST, "timeframe": "1Min"}))


def test_the_shipped_sample() -> None:
    simulation = build(parse({**SMALLEST, "symbols": ["IBM", "MSFT"], "first": "2009-12-01", "last": "2010-01-29"}))
    assert simulation.tape.symbols == ("IBM", "MSFT")
    assert simulation.state()["next_event_at"] == "2010-01-04T14:30:00+00:00"


def test_starting_within_a_bar_finds_its_open_published() -> None:
    sim = simulate(days({"AAPL": [QUIET] * 3}), datetime(2010, 1, 5, 15, 0, tzinfo=UTC))
    assert sim.simulation.exchange.session_is_open
    assert sim.get("/v2/stocks/AAPL/trades/latest")["trade"]["t"] == "2010-01-05T14:30:00Z"
    assert len(sim.get("/v2/stocks/bars", symbols="AAPL", timeframe="1Day", start="2010-01-01")["bars"]["AAPL"]) == 1
