"""The bars of a simulation, cut to what it may ever show."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from botspec.data import files, sample
from botspec.data.reading import Reading
from botspec.data.refused import DataRefused
from botspec.exchange.legality import is_crypto
from botspec.market.panel import ActionKind, Panel
from botspec.simulator.config import SAMPLE, Config, ConfigRefused
from botspec.spec.words import Timeframe, Zone

NEW_YORK = ZoneInfo("America/New_York")


def load(config: Config) -> Panel:
    """Read the bars. Raises ConfigRefused, also for a split in the simulated period."""
    timeframe = Timeframe(config.timeframe)
    pairs = [symbol for symbol in config.symbols if is_crypto(symbol)]
    if pairs and len(pairs) < len(config.symbols):
        raise ConfigRefused("stocks and crypto pairs cannot be simulated in one account: they share no session")
    try:
        if config.bars == SAMPLE and not timeframe.intraday:
            panel = sample.load(config.symbols, config.first, config.last, timeframe)
        elif config.bars == SAMPLE:
            raise ConfigRefused("the shipped sample has daily bars only")
        else:
            panel = files.load(
                Path(config.bars), config.symbols, timeframe, config.first, config.last, _reading(config)
            )
    except DataRefused as error:
        raise ConfigRefused(str(error)) from error
    check(panel, config.starts_at, splits=config.splits)
    return panel


def _reading(config: Config) -> Reading:
    zone = None if config.zone is None else Zone(config.zone)
    return Reading(zone, None if config.width is None else Timeframe(config.width), config.extended)


def check(panel: Panel, starts_at: datetime, *, splits: bool = True) -> None:
    """Raise ConfigRefused when there is nothing to simulate, or a split in it that is not to be booked."""
    if not len(panel) or int(panel.closed_at[-1]) <= int(starts_at.timestamp()) * 10**9:
        raise ConfigRefused(f"there are no bars after {starts_at.isoformat()}")
    if splits:
        return
    begins = starts_at.astimezone(NEW_YORK).date()
    ends = int(panel.session[-1])
    for action in panel.actions:
        if action.kind is ActionKind.SPLIT and begins < action.ex_on and action.ex_on.toordinal() <= ends:
            raise ConfigRefused(
                f"{action.symbol} splits on {action.ex_on}, inside the simulated period: "
                "set splits to true, choose a period without one, or leave the symbol out"
            )
