"""Who is measured on what."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from importlib import metadata

REAL = "IBM"
ONE = ("D1", "M1", REAL)
SHARED = ("D1", "M1", "D500", REAL)


@dataclass(frozen=True, slots=True)
class Engine:
    """A module of benchmarks.peers, run in its own process; `note` explains a number that is not like the others."""

    name: str
    module: str
    needs: str | None
    cases: tuple[str, ...]
    note: str = ""

    @property
    def installed(self) -> bool:
        """Whether its library is there."""
        return self.needs is None or importlib.util.find_spec(self.needs) is not None

    @property
    def title(self) -> str:
        """Name and version."""
        distribution = {"backtesting": "backtesting", "backtrader": "backtrader", "bt": "bt"}.get(self.needs or "")
        if distribution is None or not self.installed:
            return self.name
        return f"{self.name} {metadata.version(distribution)}"


BOTSPEC = Engine("botspec", "benchmarks.peers.botspec_engine", None, (*SHARED, "M50"))
ENGINES = (
    BOTSPEC,
    Engine(
        "plain numpy loop",
        "benchmarks.peers.numpy_loop",
        None,
        (*SHARED, "M50"),
        "reference: no orders, limits, guards, decimals, journal or report",
    ),
    Engine("backtesting.py", "benchmarks.peers.backtesting_py", "backtesting", ONE, "has no account for many symbols"),
    Engine(
        "backtrader",
        "benchmarks.peers.backtrader_peer",
        "backtrader",
        ("D1", "M1", "D50", REAL),
        "D50 (50 symbols) stands in for D500",
    ),
    Engine("bt", "benchmarks.peers.bt_peer", "bt", SHARED),
)
