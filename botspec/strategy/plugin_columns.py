"""What a plug-in says of a panel: shaped, checked, and compared with what it says without the bars after a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from botspec.market.panel import ROW_FIELDS
from botspec.strategy.python import PluginRefused
from botspec.strategy.rotation_columns import ready
from botspec.strategy.signals import SideColumns, SignalColumns, no_signals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from botspec.market.panel import Panel
    from botspec.strategy.python import Python

UNKNOWN = -1
SAMPLE = 8
LONG, SHORT = ("enter", "exit"), ("short_enter", "short_exit")
KNOWN = (*LONG, *SHORT, "rank")


def plugin_columns(plugin: Python, panel: Panel, since: int) -> SignalColumns:
    """Its signals, unknown where a symbol has no bar or is not warmed up. Raises PluginRefused."""
    if not len(panel):
        return no_signals(0, len(panel.symbols))
    told = _told(plugin, panel)
    for row in _sample(told, len(panel), since):
        _same(plugin, panel, told, row)
    warm = ready(panel, plugin.warmup)
    early = np.isnan(panel.close) | (np.arange(len(panel))[:, np.newaxis] < warm)
    column = {
        name: np.asfortranarray(np.where(early, UNKNOWN, told[name]), dtype=np.int8)
        for name in told.keys() & {*LONG, *SHORT}
    }
    nothing = no_signals(len(panel), len(panel.symbols))
    return SignalColumns(
        enter=column.get("enter", nothing.enter),
        exit=column.get("exit", nothing.exit),
        rank=np.asfortranarray(told.get("rank", nothing.rank)),
        ready=warm,
        short=SideColumns(column["short_enter"], column["short_exit"]) if "short_enter" in column else None,
    )


def _sample(told: Mapping[str, NDArray[np.float64]], rows: int, since: int) -> list[int]:
    """Rows to look at again: some where it says something, some anywhere; of a growing window, the last one known."""
    if since > 0:
        return [min(since, rows) - 1]
    anywhere = np.linspace(0, rows - 2, SAMPLE).astype(int) if rows > 1 else np.zeros(0, dtype=int)
    says = np.zeros(rows, dtype=bool)
    for name in told.keys() - {"rank"}:
        says |= (told[name] > 0).any(axis=1)
    found = np.flatnonzero(says[:-1])
    some = found[np.linspace(0, len(found) - 1, SAMPLE).astype(int)] if len(found) else found
    return sorted({*anywhere.tolist(), *some.tolist()})


def _same(plugin: Python, panel: Panel, told: Mapping[str, NDArray[np.float64]], row: int) -> None:
    again = _told(plugin, panel.upto(row + 1))
    different = [name for name in KNOWN if (name in told) != (name in again)]
    different += [
        name
        for name in told.keys() & again.keys()
        if not np.array_equal(told[name][row], again[name][row], equal_nan=True)
    ]
    if different:
        on = date.fromordinal(int(panel.session[row]))
        raise PluginRefused(
            f"{plugin.named} looks ahead: '{min(different)}' on {on} is another without the bars after it"
        )


def _told(plugin: Python, panel: Panel) -> dict[str, NDArray[np.float64]]:
    """Float columns [T, N] by name: what the function gave for the panel, of which it can change nothing."""
    if plugin.function is None:
        raise PluginRefused(f"{plugin.named} is not loaded: only a run imports it")
    numbers = {name: float(value) for name, value in plugin.params.params.items()}
    try:
        told = plugin.function(_shown(panel), **numbers)
    except Exception as error:  # somebody else's code: whatever it raises is a reason not to run
        raise PluginRefused(f"{plugin.named} failed: {type(error).__name__}: {error}") from error
    if not isinstance(told, Mapping) or not ({*LONG} <= told.keys() or {*SHORT} <= told.keys()):
        raise PluginRefused(f"{plugin.named} must give a mapping with 'enter' and 'exit'")
    return dict(_columns(plugin, told, panel.close.shape))


def _columns(
    plugin: Python, told: Mapping[object, object], shape: tuple[int, ...]
) -> Iterator[tuple[str, NDArray[np.float64]]]:
    pairs = [side for side in (LONG, SHORT) if len(told.keys() & {*side}) == 1]
    if pairs or told.keys() - {*KNOWN}:
        raise PluginRefused(f"{plugin.named} may give {', '.join(KNOWN)}: of each side both or neither")
    for name in KNOWN:
        if name not in told:
            continue
        try:
            column = np.array(told[name], dtype=np.float64)
        except (TypeError, ValueError) as error:
            raise PluginRefused(f"{plugin.named}: '{name}' is not numbers") from error
        if column.shape != shape:
            raise PluginRefused(f"{plugin.named}: '{name}' is {column.shape}, the panel is {shape}")
        if name != "rank" and not np.isin(column, (-1, 0, 1)).all():
            raise PluginRefused(f"{plugin.named}: '{name}' must be true, false, or -1 for unknown")
        yield name, column


def _shown(panel: Panel) -> Panel:
    """The panel as views that nobody can write to, with the corporate actions up to its last session."""
    views = {name: getattr(panel, name).view() for name in ROW_FIELDS}
    for view in views.values():
        view.flags.writeable = False
    last = int(panel.session[-1])
    return replace(panel, actions=tuple(each for each in panel.actions if each.ex_on.toordinal() <= last), **views)
