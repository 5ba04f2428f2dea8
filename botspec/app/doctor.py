"""`botspec doctor`: what must be right before a bot runs by the clock, and what to do where it is not."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from botspec import wiring
from botspec.adapters.system.clock import utc_now
from botspec.adapters.system.secrets import credentials, refuse_other_host
from botspec.app.alerts import messenger
from botspec.app.health import CREDENTIALS, DISK, FINE, INVALID, TRANSIENT, WARNING, WRONG, Check
from botspec.app.request import Refused
from botspec.domain.modes import Mode
from botspec.ports.broker import CredentialsRefused, Unavailable

if TYPE_CHECKING:
    from botspec.adapters.alpaca.checkup import AccountFacts
    from botspec.app.admission import Applicant
    from botspec.pipeline import Pipeline

LEAST, FEW = 50_000_000, 1_000_000_000
NOT_ENTITLED = "subscribe to Alpaca's Algo Trader Plus, or have the spec say data: {live: iex} and approve that"
ONE_VENUE = " (one exchange's trades: a few per cent of the volume; sip has all of them)"
SOME_SKEW, MUCH_SKEW = timedelta(seconds=2), timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at: a bot where there is one, else the account alone; for real money, who asks for it."""

    account: str
    environment: Mapping[str, str]
    runs: Path
    bot: Pipeline | None = None
    simulator: Path | None = None
    applicant: Applicant | None = None


def examine(patient: Patient) -> list[Check]:
    """Every check, in the order in which things are needed; what cannot be asked any more is left out."""
    checks = [_disk(patient.runs)]
    if patient.bot is not None:
        checks += _alerts(patient.bot, patient.environment)
    if patient.applicant is not None:
        from botspec.app.doctor_live import examine_live

        clock = wiring.wall_clock(lambda: False)
        return [*checks, *examine_live(patient.applicant, clock, lambda venue: _asked(patient, venue, clock.now))]
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


def _asked(patient: Patient, venue: wiring.Venue, now: Callable[[], datetime] = utc_now) -> Iterator[Check]:
    from botspec.adapters.alpaca import checkup, connect
    from botspec.adapters.alpaca.times import clock_skew

    def _data() -> Check:
        try:
            checkup.read_prices(data, symbols, feed)
        except Unavailable as error:
            if error.retry or feed == "iex":
                raise
            return Check("data", WRONG, str(error), NOT_ENTITLED, DISK)
        return Check("data", FINE, f"feed {feed} may be read{ONE_VENUE if feed == 'iex' else ''}")

    trading = connect.trading(venue.trading, venue.credentials)
    data = connect.market_data(venue.data, venue.credentials)
    symbols = patient.bot.symbols[:1] if patient.bot is not None else ("SPY",)
    feed = patient.bot.data.live.value if patient.bot is not None else "iex"
    found: list[AccountFacts] = []
    account = _tried("account", lambda: _account(found, checkup.account_facts(trading)))
    yield account
    if account.code in {CREDENTIALS, TRANSIENT}:
        return
    if patient.bot is not None:
        yield from fits(patient.bot, found[0])
    if venue.pace == 1:
        yield _tried("clock", lambda: _clock(clock_skew(trading, now)))
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


def _account(read: list[AccountFacts], facts: AccountFacts) -> Check:
    read.append(facts)
    short = "may short" if facts.shorting else "may not short"
    found = f"{facts.number}: {facts.status}, {facts.multiplier}x buying power, {short}"
    if facts.blocks or facts.status.upper() != "ACTIVE":
        do = "sign in at https://app.alpaca.markets: the account itself says why"
        return Check("account", WRONG, f"{found}; {', '.join(facts.blocks) or 'not active'}", do, CREDENTIALS)
    return Check("account", FINE, found)


def fits(bot: Pipeline, facts: AccountFacts) -> Iterator[Check]:
    """What the spec needs and the account has not."""
    if bot.shorts and not facts.shorting:
        do = "allow it in the account's settings (it takes 2,000 USD of equity), or take the short side out of the spec"
        yield Check("permits", WARNING, "the spec may sell short, the account may not: those orders are rejected", do)
    if not bot.whole_account and facts.equity is not None and facts.equity < bot.capital:
        found = f"the spec's capital is {bot.capital:,.2f} USD, the account is worth {facts.equity:,.2f} USD"
        yield Check("capital", WARNING, found, "lower the capital, or deposit: orders beyond the cash are rejected")


def _clock(skew: timedelta | None) -> Check:
    if skew is None:
        found = "Alpaca took too long to say what time it is: nothing can be compared"
        return Check("clock", WARNING, found, "look at the network, and try again")
    seconds = abs(skew).total_seconds()
    found = f"{seconds:.1f} s off Alpaca's"
    if abs(skew) > MUCH_SKEW:
        return Check("clock", WRONG, found, "set this machine's clock: timedatectl set-ntp true", TRANSIENT)
    if abs(skew) > SOME_SKEW:
        return Check("clock", WARNING, found, "let it be set: timedatectl set-ntp true")
    return Check("clock", FINE, found)
