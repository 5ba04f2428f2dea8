"""The case's files as pandas frames, as the peers take them."""

from __future__ import annotations

import pandas as pd

from benchmarks.cases import Case


def frames(case: Case) -> dict[str, pd.DataFrame]:
    """One frame a symbol with Open, High, Low, Close, Volume."""
    found = {}
    for name in case.names:
        frame = pd.read_csv(case.folder / f"{name}.csv", index_col="timestamp", parse_dates=True)
        frame.index = frame.index.tz_localize(None)
        found[name] = frame.rename(columns=str.capitalize)
    return found
