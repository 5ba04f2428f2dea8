"""The plug-ins that a live bot's positions were taken under, while the files of today are other code."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from botspec.adapters.system.git import NotInGit, repository
from botspec.app.plugins import PluginUnusable, with_plugins
from botspec.app.spec_that_ran import what_ran
from botspec.strategy.python import Python

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from botspec.app.request import RunRequest
    from botspec.market.panel import Panel
    from botspec.pipeline import Pipeline
    from botspec.spec.plugins import Plugin


def code_that_ran(request: RunRequest, bot: Pipeline, pinned: tuple[Plugin, ...]) -> Pipeline | None:
    """The bot with the pinned code from a commit that ran, where one has it; else without signals.

    None when nothing is held.
    """
    told = what_ran(request)
    if told is None:
        return None
    for commit in told[1]:
        with suppress(PluginUnusable):
            return with_plugins(bot, pinned, request.spec.parent, partial(_committed, commit))
    return _quiet(bot)


def without_signals(request: RunRequest, bot: Pipeline) -> Pipeline | None:
    """The bot whose plug-in says nothing: its stops, targets and other exits are looked after all the same.

    None when nothing is held.
    """
    return None if what_ran(request) is None else _quiet(bot)


def _quiet(bot: Pipeline) -> Pipeline:
    if not isinstance(bot.strategy, Python):
        return bot
    return replace(bot, strategy=replace(bot.strategy, function=_nothing))


def _committed(commit: str, _: Plugin, path: Path) -> bytes:
    try:
        return repository(path).content(commit, path)
    except NotInGit as error:
        raise OSError(str(error)) from error


def _nothing(panel: Panel, **_: float) -> Mapping[str, NDArray[Any]]:
    import numpy as np

    never = np.zeros(panel.close.shape)
    return dict.fromkeys(("enter", "exit", "short_enter", "short_exit"), never)
