"""Write botspec/market/xnys.txt from exchange_calendars: `python -m tests.generate.xnys`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

TARGET = Path(__file__).parents[2] / "botspec" / "market" / "xnys.txt"
FIRST, LAST = date(1998, 1, 1), date(2030, 12, 31)
HEADER = """\
# Days on which the New York Stock Exchange departs from 09:30-16:00 New York time, Monday to Friday.
# Written by `python -m tests.generate.xnys` from exchange_calendars (XNYS); do not edit.
"""


def render() -> str:
    """The whole file."""
    import exchange_calendars
    import pandas as pd

    schedule = exchange_calendars.get_calendar("XNYS", start=FIRST.isoformat(), end=LAST.isoformat()).schedule
    weekdays = pd.bdate_range(FIRST, LAST)
    lines = [f"closed {on:%Y-%m-%d}" for on in weekdays.difference(schedule.index)]
    closes = schedule["close"].dt.tz_convert("America/New_York")
    lines += [f"early {on:%Y-%m-%d} {at:%H:%M}" for on, at in closes.items() if at.hour != 16 or at.minute]
    return HEADER + "\n".join([f"from {FIRST} to {LAST}", *sorted(lines, key=lambda line: line.split()[1])]) + "\n"


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
    print(f"wrote {TARGET.name}")
