"""Intraday bars count from the session's open, or a live loop would wait for them at other moments."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.data import files
from botspec.data.refused import DataRefused
from botspec.market.moments import moment
from botspec.spec.words import Timeframe


@pytest.mark.parametrize(
    ("stamp", "timeframe"),
    [
        ("2024-11-25T15:00:00Z", Timeframe.HOUR),
        ("2024-11-25T14:40:00Z", Timeframe.MINUTES_15),
        ("2024-11-25T14:31:00Z", Timeframe.MINUTES_5),
    ],
)
def test_a_bar_that_begins_off_its_grid_is_refused(tmp_path: Path, stamp: str, timeframe: Timeframe) -> None:
    (tmp_path / "AAA.csv").write_text(f"timestamp,open,high,low,close,volume\n{stamp},1,1,1,1,1\n", encoding="utf-8")
    with pytest.raises(DataRefused, match=f"a {timeframe} bar opens on a whole multiple of {timeframe}"):
        files.load(tmp_path, ("AAA",), timeframe, None, None)


def test_hours_begin_with_the_session_and_the_last_ends_with_it(tmp_path: Path) -> None:
    rows = "\n".join(f"2024-11-25T{hour}:30:00Z,1,1,1,1,1" for hour in (13, 14, 20, 21))
    (tmp_path / "AAA.csv").write_text(f"timestamp,open,high,low,close,volume\n{rows}\n", encoding="utf-8")
    panel = files.load(tmp_path, ("AAA",), Timeframe.HOUR, None, None)
    assert [moment(int(at)).strftime("%H:%M") for at in panel.closed_at] == ["15:30", "21:00"]
