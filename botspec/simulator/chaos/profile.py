"""Which faults, how often, from which seed: `42`, `network`, `network:42` or `lost_after=0.1,http_503=0.05:42`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from botspec.simulator.chaos.faults import ACCOUNT, BY_NAME, FAULTS, HANDSHAKE, MARKET, STREAM, Fault

WORSE = 4
NETWORK = frozenset({"lost_before", "lost_after", "late_delivery", "slow_answer", "truncated", "empty", "stream_close"})
PROFILES: Mapping[str, tuple[str, Callable[[Fault], float]]] = {
    "usual": ("every fault, about one request in twenty", lambda fault: fault.rate),
    "storm": ("every fault, four times as often", lambda fault: fault.rate * WORSE),
    "network": ("lost, late and cut off, nothing else", lambda fault: fault.rate * WORSE * (fault.name in NETWORK)),
    "broker": ("what Alpaca itself does: 5xx, 429, stale reads", lambda fault: fault.rate * WORSE * _of_broker(fault)),
    "streams": ("the streams only", lambda fault: fault.rate * WORSE * (fault.where in {STREAM, HANDSHAKE, MARKET})),
    "fills": ("partial fills and late rejections only", lambda fault: fault.rate * WORSE * (fault.where == ACCOUNT)),
}


class ChaosRefused(ValueError):
    """No such profile, fault or rate; the message says what there is."""


@dataclass(frozen=True, slots=True)
class Profile:
    """Rates by fault, those of zero left out, and the seed."""

    rates: Mapping[str, float]
    seed: str


def parse(told: str) -> Profile:
    """Read what `--chaos` says. Raises ChaosRefused."""
    head, _, seed = told.strip().rpartition(":")
    if not head:
        head, seed = ("usual", seed) if seed.isdecimal() else (seed, "0")
    if not seed:
        raise ChaosRefused("after the colon comes a seed, such as 42")
    rates = _named(head) if "=" in head else _profile(head)
    return Profile({name: rate for name, rate in rates.items() if rate > 0}, seed)


def _profile(name: str) -> dict[str, float]:
    if name not in PROFILES:
        raise ChaosRefused(f"'{name}' is no profile: there are {', '.join(PROFILES)}, or name=rate pairs")
    rate = PROFILES[name][1]
    return {fault.name: rate(fault) for fault in FAULTS}


def _named(told: str) -> dict[str, float]:
    rates: dict[str, float] = {}
    for pair in told.split(","):
        name, _, rate = pair.strip().partition("=")
        if name not in BY_NAME:
            raise ChaosRefused(f"'{name}' is no fault: there are {', '.join(BY_NAME)}")
        try:
            rates[name] = float(rate)
        except ValueError:
            raise ChaosRefused(f"{name}: '{rate}' is no rate such as 0.05") from None
        if not 0 <= rates[name] <= 1:
            raise ChaosRefused(f"{name}: a rate is between 0 and 1")
    return rates


def _of_broker(fault: Fault) -> bool:
    return fault.name.startswith(("http_", "storm_", "stale_", "unknown_"))
