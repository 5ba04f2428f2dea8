"""What is simulated, and for whom: read from a JSON file or built by the command line."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from botspec.exchange.fees.told import told_fees
from botspec.simulator.chaos import profile
from botspec.simulator.listings import FLAGS, listings
from botspec.spec.words import Timeframe, Zone

SAMPLE = "sample"
BASIC, PLUS = "basic", "plus"
BINARY, TEXT = "binary", "text"
TIMEFRAMES = tuple(each.value for each in Timeframe)
ZONES = tuple(each.value for each in Zone)


class ConfigRefused(ValueError):
    """The configuration cannot be served; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Config:
    """`bars` is `sample`, a folder of files or one long file; `starts_at` the simulated present, aware UTC.

    `width` and `zone` say how files are read; `extended` keeps their bars from before the open and after the close.
    `speed` is simulated seconds per second, None when only the control handle moves time. Keys left empty are made up.
    `splits` books splits of what is held; when it is off a period with one is refused.
    `store` keeps the account across restarts; without it a restart forgets everything. `plan` is the market-data
    subscription, `frames` how `trade_updates` come: binary as on paper, text as live; `pending` shows a new order as
    `pending_new` first, as Alpaca mostly does. `assets` are flags of symbols that are not like the others:
    `{"TXN": "no_short"}` (see `listings`); `chaos` which faults are injected (`chaos.profile`).
    """

    symbols: tuple[str, ...]
    starts_at: datetime
    cash: Decimal
    bars: str = SAMPLE
    timeframe: str = "1Day"
    width: str | None = None
    zone: str | None = None
    first: date | None = None
    last: date | None = None
    slippage_bps: Decimal | None = None
    slippage_impact: Decimal | None = None
    fees: str = "none"
    max_participation: Decimal | None = None
    multiplier: int = 2
    shorting: bool = True
    extended: bool = False
    splits: bool = True
    speed: float | None = None
    port: int = 0
    idle_exit: float | None = None
    store: str | None = None
    requests_per_minute: int | None = None
    plan: str = PLUS
    frames: str = BINARY
    pending: bool = False
    assets: Mapping[str, str] = field(default_factory=dict)
    chaos: str | None = None
    seed: str = "simulator"
    key: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    control_token: str = field(default="", repr=False)

    def with_keys(self) -> Config:
        """The same with random keys where there are none."""
        return replace(
            self,
            key=self.key or "PK" + secrets.token_hex(9).upper(),
            secret=self.secret or secrets.token_urlsafe(30),
            control_token=self.control_token or secrets.token_urlsafe(30),
        )

    def write(self, path: Path) -> None:
        """As JSON, readable by the owner only: it may hold keys."""
        path.touch(mode=0o600)
        path.chmod(0o600)
        path.write_text(json.dumps(asdict(self), default=str, indent=1), encoding="utf-8")


def read(path: Path) -> Config:
    """The configuration in a JSON file. Raises ConfigRefused."""
    try:
        entries = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigRefused(f"{path} cannot be read as JSON: {error}") from error
    if not isinstance(entries, dict):
        raise ConfigRefused(f"{path} holds no JSON object")
    return parse(entries)


def parse(entries: Mapping[str, Any]) -> Config:
    """A configuration from plain JSON values. Raises ConfigRefused."""
    unknown = sorted(set(entries) - {known.name for known in fields(Config)})
    if unknown:
        raise ConfigRefused(f"unknown keys: {', '.join(unknown)}")
    try:
        config = Config(**{name: _read(name, value) for name, value in entries.items() if value is not None})
    except TypeError as error:
        raise ConfigRefused(f"not a configuration: {error}") from error
    check(config)
    return config


def check(config: Config) -> None:
    """Raise ConfigRefused for what cannot be simulated."""
    problems = {
        "no symbols": not config.symbols,
        f"timeframe {config.timeframe} is not one of {', '.join(TIMEFRAMES)}": config.timeframe not in TIMEFRAMES,
        f"width {config.width} is not one of {', '.join(TIMEFRAMES)}": config.width not in {None, *TIMEFRAMES},
        f"zone {config.zone} is not one of {', '.join(ZONES)}": config.zone not in {None, *ZONES},
        "cash must be above zero": not config.cash > 0,
        "starts_at needs a time zone": config.starts_at.tzinfo is None,
        "speed must be above zero": config.speed is not None and not config.speed > 0,
        "fees must be none, alpaca, per_share 0.005, per_order 1 or bps 1": not _fees(config.fees),
        "max_participation must be above 0 and at most 1": not _share(config.max_participation),
        "multiplier must be 1, 2 or 4": config.multiplier not in {1, 2, 4},
        "slippage_bps must be 0 to 1000": not _bps(config.slippage_bps),
        "slippage_impact must be 0 or more": not _impact(config.slippage_impact),
        "plan must be basic or plus": config.plan not in {BASIC, PLUS},
        f"assets: flags are {', '.join(FLAGS)}": not _assets(config.assets),
        "frames must be binary or text": config.frames not in {BINARY, TEXT},
    }
    for problem, present in problems.items():
        if present:
            raise ConfigRefused(problem)
    if config.chaos is not None:
        try:
            profile.parse(config.chaos)
        except profile.ChaosRefused as refused:
            raise ConfigRefused(f"chaos: {refused}") from refused


def _read(name: str, value: object) -> Any:  # noqa: ANN401 - whatever the field holds
    reader = _READERS.get(name)
    if reader is None:
        return value
    try:
        return reader(value)
    except (TypeError, ValueError, InvalidOperation):
        raise ConfigRefused(f"{name}: '{value}' cannot be read") from None


def _share(value: Decimal | None) -> bool:
    return value is None or 0 < value <= 1


def _fees(text: str) -> bool:
    try:
        told_fees(text)
    except ValueError:
        return False
    return True


def _assets(told: Mapping[str, str]) -> bool:
    try:
        listings(told)
    except ValueError:
        return False
    return True


def _bps(value: Decimal | None) -> bool:
    return value is None or 0 <= value <= 1000  # noqa: PLR2004 - the spec language's own bound


def _impact(value: Decimal | None) -> bool:
    return value is None or value >= 0


def _decimal(value: object) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError(value)
    return number


_READERS: Mapping[str, Any] = {
    "symbols": tuple,
    "assets": dict,
    "starts_at": datetime.fromisoformat,
    "cash": _decimal,
    "first": date.fromisoformat,
    "last": date.fromisoformat,
    "slippage_bps": _decimal,
    "slippage_impact": _decimal,
    "max_participation": _decimal,
}
