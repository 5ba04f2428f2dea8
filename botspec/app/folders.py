"""Where runs are kept: one private folder each, named so that a listing tells the story."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from botspec.domain.modes import Mode
from botspec.pipeline import Pipeline

JOURNAL = "journal.sqlite"
ACCOUNT = "account.sqlite"  # of a shadow


def folder_for(bot: Pipeline, mode: Mode, runs: Path, started_at: datetime) -> Path:
    """A new folder for each back-test and simulation."""
    stem = f"{bot.bot}-{mode}-{started_at:%Y%m%dT%H%M%S}-{bot.digest[:6]}"
    free = runs / stem
    number = 2
    while free.exists():
        free = runs / f"{stem}-{number}"
        number += 1
    return free


def folder_by_the_clock(bot: Pipeline, mode: Mode, runs: Path) -> Path:
    """One folder per account and bot in modes that follow the clock: its journal goes on."""
    return runs / f"{mode}-{bot.account}-{bot.bot}"


def rehearsal_folder(bot: Pipeline, runs: Path, *, fresh: bool) -> Path:
    """Where rehearsals of a paper bot go on, apart from its real journal; a new folder when `fresh`."""
    free = newest = runs / f"rehearsal-{bot.account}-{bot.bot}"
    number = 2
    while free.exists():
        newest, free = free, runs / f"rehearsal-{bot.account}-{bot.bot}-{number}"
        number += 1
    return free if fresh else newest


def shadow_folder(bot: Pipeline, runs: Path, *, rehearsed: bool) -> Path:
    """Where a bot's shadow goes on, apart from what it does on paper."""
    return runs / f"{'rehearsal-' if rehearsed else ''}{Mode.SHADOW}-{bot.account}-{bot.bot}"


def earlier(bot: Pipeline, mode: Mode, runs: Path) -> list[Path]:
    """Folders of earlier runs of this very spec in this mode, newest first, ended or not."""
    found = runs.glob(f"{bot.bot}-{mode}-*-{bot.digest[:6]}*/{JOURNAL}")
    return sorted((path.parent for path in found), reverse=True)
