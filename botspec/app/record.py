"""The rows that say what runs."""

from __future__ import annotations

from datetime import datetime

from botspec.domain.modes import Mode
from botspec.domain.rows import SpecRow
from botspec.pipeline import Pipeline


def spec_row(bot: Pipeline, mode: Mode, starts_at: datetime | None, ends_at: datetime | None) -> SpecRow:
    """What runs, in `mode`, over which time."""
    return SpecRow(
        bot=bot.bot,
        mode=mode.value,
        account=bot.account,
        digest=bot.digest,
        resolved=bot.resolved,
        summary=bot.summary,
        symbols=bot.symbols,
        benchmark=bot.benchmark,
        timeframe=bot.pace.value,
        capital=bot.capital,
        limits=tuple(str(limit) for limit in bot.limits),
        guards=tuple(str(guard) for guard in bot.guards),
        narrowed=bot.narrowed,
        starts_at=starts_at,
        ends_at=ends_at,
    )
