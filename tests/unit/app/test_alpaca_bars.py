"""Which days a run over the past asks Alpaca for, and which bars of the answer are over."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from botspec import wiring
from botspec.app import alpaca_bars
from botspec.app.alpaca_bars import asked_for
from botspec.app.request import Refused, RunRequest
from botspec.data.recorded import Days, Held, Recorded
from botspec.market.moments import nanoseconds
from botspec.spec.words import Source, Timeframe
from tests.fakes.bots import a_bot, scripted

NOW = datetime(2024, 7, 5, 21, tzinfo=UTC)


class Frozen:
    def now(self) -> datetime:
        return NOW


def bot(**period: object):
    made = a_bot(scripted(0, 1), ("AAA",), timeframe=Timeframe.HOUR)
    return replace(
        made,
        data=replace(made.data, source=Source.ALPACA),
        simulation=replace(made.simulation, **{"first": None, "last": None, "span": None, **period}),
    )


def asked(**period: object) -> alpaca_bars.Asked:
    return asked_for(bot(**period), RunRequest(Path("a.yaml"), Path("runs"), {"BOTSPEC_CACHE": "/c"}))


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alpaca_bars, "WallClock", Frozen)


def test_the_period_ends_today_at_the_latest() -> None:
    assert asked(first=date(2024, 7, 1), last=date(2030, 1, 1)).days == Days(date(2024, 7, 1), date(2024, 7, 5))
    assert asked(span=timedelta(days=4)).first == date(2024, 7, 1)
    assert asked(first=date(2024, 7, 1)).place.root == Path("/c/history")


@pytest.mark.parametrize(
    ("period", "says"), [({}, "needs a period"), ({"first": date(2024, 8, 1)}, "starts on 2024-08-01, and today is")]
)
def test_a_period_that_is_none_is_refused(period: dict[str, object], says: str) -> None:
    with pytest.raises(Refused, match=says) as refused:
        asked(**period)
    assert refused.value.exit_code == 2


@pytest.mark.parametrize(("clock", "hours"), [("14:40", 0), ("14:50", 1)])
def test_a_bar_of_the_minutes_that_were_not_asked_for_is_not_over(clock: str, hours: int) -> None:
    """Two halves make the hour from 13:30 to 14:30; the last sixteen minutes are never asked for."""
    on = date(2024, 7, 3)
    stamps = [nanoseconds(datetime.fromisoformat(f"{on}T{at}:00Z")) for at in ("13:30", "14:00")]
    held = {"AAA": Held(Days(on, on), Recorded(np.array(stamps, dtype=np.int64), np.ones((2, 5))))}
    now = datetime.fromisoformat(f"{on}T{clock}:00Z")
    panel, _ = wiring.placed_history(bot(), held, Days(on, on), now)
    assert len(panel) == hours
