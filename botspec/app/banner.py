"""What a run says before it begins."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from botspec.app.request import Banner
from botspec.domain.modes import Mode
from botspec.pipeline import Pipeline


def banner(
    bot: Pipeline,
    mode: Mode,
    folder: Path,
    span: str,
    equity: float,
    upcoming: datetime | None,
    resumed: str | None,
) -> Banner:
    """What a run says before it begins."""
    return Banner(
        bot=f"{bot.name}, before {bot.bot}" if bot.name else bot.bot,
        mode=mode,
        account=bot.account,
        digest=bot.digest,
        symbols=bot.symbols,
        period=span,
        capital=bot.capital,
        equity=equity,
        limits=tuple(str(limit) for limit in bot.limits),
        guards=tuple(str(guard) for guard in bot.guards),
        narrowed=bot.narrowed,
        next_decision_at=upcoming,
        run_dir=folder,
        resumed=resumed,
    )
