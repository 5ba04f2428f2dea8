"""Limits that stand in a file beside the spec, read before anything runs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from botspec.data.blackout import read_blackout
from botspec.pipeline import Pipeline
from botspec.risk.limits.blackout import Blackout
from botspec.risk.limits.limit import Limit


def with_blackouts(bot: Pipeline, folder: Path) -> Pipeline:
    """The bot with the days of its blackout file; relative paths start from `folder`. Raises DataRefused."""
    if not any(isinstance(limit, Blackout) for limit in bot.limits):
        return bot
    return replace(bot, limits=tuple(_known(limit, folder) for limit in bot.limits))


def _known(limit: Limit, folder: Path) -> Limit:
    if not isinstance(limit, Blackout):
        return limit
    written = limit.limit
    return limit.on_days(read_blackout(folder / written.file, written.sha256))
