"""`botspec doctor`: what must be right before a bot runs by the clock, and what to do where it is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.system.clock import utc_now
from botspec.adapters.system.secrets import credentials, refuse_other_host
from botspec.app.alerts import messenger
from botspec.app.request import Refused
from botspec.domain.modes import Mode
from botspec.ports.broker import CredentialsRefused, Unavailable

if TYPE_CHECKING:
    from botspec.adapters.alpaca.checkup import AccountFacts
    from botspec.pipeline import Pipeline

FINE, WARNING, WRONG = "fine", "warning", "wrong"
CREDENTIALS, DISK, TRANSIENT, INVALID = 4, 8, 75, 2
LEAST, FEW = 50_000_000, 1_000_000_000
SOME_SKEW, MUCH_SKEW = timedelta(seconds=2), timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `do` is what to do about it, `code` the exit code it would mean for a run."""

    name: str
    state: str
    found: str
    do: str = ""
    code: int = 0


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at: a bot where there is one, else the account alone."""

    account: str
    environment: Mapping[str, str]
    runs: Path
    bot: Pipeline | None = None
    simulator: Path | None = None


def examine(patient: Patient) -> list[Check]:
    """Every check, in the order in which things are needed; what cannot be asked any more is left out."""
    checks = [_disk(patient.runs)]
    if patient.bot is not None:
        checks += _alerts(patient.bot, patient.environment)
    try:
        venue = _venue(patient)
    except CredentialsRefused as error:
        return [*checks, Check("keys", WRONG, str(error), "set the keys as above", CREDENTIALS)]
    except Unavailable as error:
        return [*checks, Check("simulator", WRONG, str(error), "start it: botspec simulate serve", DISK)]
    return [*checks, *_asked(patient, venue)]


def worst(checks: list[Check]) -> int:
    """The exit code: that of the first thing wrong."""
    return next((check.code for check in checks if check.state == WRONG), 0)


def _venue(patient: Patient) -> wiring.Venue:
    if patient.simulator is not None:
        return wiring.rehearsal_venue(wiring.running_simulator(patient.simulator), streams=False)
    refuse_other_host(Mode.PAPER, patient.environment)
    return wiring.paper_venue(credentials(patient.account, patient.environment, Mode.PAPER), streams=False)


def _disk(runs: Path) -> Check:
    place = next(path for path in (runs, *runs.absolute().parents) if path.exists())
    free = shutil.disk_usage(place).free
    found = f"{free / 1e9:,.1f} GB free where runs are kept"
    if free < LEAST:
        return Check("disk", WRONG, found, "make room: a journal that cannot be written stops the bot", DISK)
    if free < FEW:
        return Check("disk", WARNING, found, "make room soon")
    return Check("disk", FINE, found)


def _alerts(bot: Pipeline, environment: Mapping[str, str]) -> list[Check]:
    if not bot.alerts:
        return [Check("alerts", WARNING, "nobody is told when the bot halts", "add alerts to the spec")]
    try:
        messenger(bot, environment, lambda _: None).close(0)
    except Refused as error:
        return [Check("alerts", WRONG, str(error), "set the address", INVALID)]
    return [Check("alerts", FINE, f"{len(bot.alerts)} addresses can be used")]


def _asked(patient: Patient, venue: wiring.Venue) -> Iterator[Check]:
    from botspec.adapters.alpaca import checkup, connect
    from botspec.adapters.alpaca.times import clock_skew

    def _data() -> Check:
        checkup.read_prices(data, symbols, feed)
        return Check("data", FINE, f"feed {feed} may be read")

    trading = connect.trading(venue.trading, venue.credentials)
    data = connect.market_data(venue.data, venue.credentials)
    symbols = patient.bot.symbols[:1] if patient.bot is not None else ("SPY",)
    feed = patient.bot.data.live.value if patient.bot is not None else "iex"
    account = _tried("account", lambda: _account(checkup.account_facts(trading)))
    yield account
    if account.code in {CREDENTIALS, TRANSIENT}:
        return
    if venue.pace == 1:
        yield _tried("clock", lambda: _clock(clock_skew(trading, utc_now)))
    yield _tried("data", _data)


def _tried(name: str, look: Callable[[], Check]) -> Check:
    from botspec.adapters.alpaca.orders import Malformed

    try:
        return look()
    except CredentialsRefused as error:
        return Check(
            name, WRONG, str(error), "use the keys of the paper account, generated after its last reset", CREDENTIALS
        )
    except Unavailable as error:
        do = "look at the network, then https://status.alpaca.markets" if error.retry else "see what it says"
        return Check(name, WRONG, str(error), do, TRANSIENT if error.retry else DISK)
    except Malformed as error:
        return Check(name, WRONG, f"Alpaca answered with {error}", "try again later", TRANSIENT)


def _account(facts: AccountFacts) -> Check:
    short = "may short" if facts.shorting else "may not short"
    found = f"{facts.number}: {facts.status}, {facts.multiplier}x buying power, {short}"
    if facts.blocks or facts.status.upper() != "ACTIVE":
        do = "sign in at https://app.alpaca.markets: the account itself says why"
        return Check("account", WRONG, f"{found}; {', '.join(facts.blocks) or 'not active'}", do, CREDENTIALS)
    return Check("account", FINE, found)


def _clock(skew: timedelta) -> Check:
    seconds = abs(skew).total_seconds()
    found = f"{seconds:.1f} s off Alpaca's"
    if abs(skew) > MUCH_SKEW:
        return Check("clock", WRONG, found, "set this machine's clock: timedatectl set-ntp true", TRANSIENT)
    if abs(skew) > SOME_SKEW:
        return Check("clock", WARNING, found, "let it be set: timedatectl set-ntp true")
    return Check("clock", FINE, found)
