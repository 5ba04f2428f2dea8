"""The plug-ins of a spec, for a run: what is imported are the bytes whose digest was checked."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from importlib.abc import InspectLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import TYPE_CHECKING

from botspec.app.plugin_path import plugin_path
from botspec.app.request import Refused
from botspec.strategy.python import Python

if TYPE_CHECKING:
    from types import ModuleType

    from botspec.pipeline import Pipeline
    from botspec.spec.plugins import Plugin

INVALID, GATE = 2, 3

Reading = Callable[["Plugin", Path], bytes]
"""Source of a pinned plug-in, whose file would be at that path. Raises OSError."""


class PluginUnusable(Refused):
    """The code that the spec pins is not there, or cannot be used."""


class _Checked(InspectLoader):
    def __init__(self, path: Path, source: bytes) -> None:
        self._path, self._source = path, source

    def get_source(self, fullname: str) -> str:
        del fullname
        return self._source.decode("utf-8")

    def get_code(self, fullname: str) -> object:  # type: ignore[override]
        return self.source_to_code(self.get_source(fullname), str(self._path))


def from_file(_: Plugin, path: Path) -> bytes:
    """As the work tree has it."""
    return path.read_bytes()


def with_plugins(bot: Pipeline, pinned: tuple[Plugin, ...], folder: Path, read: Reading = from_file) -> Pipeline:
    """The bot with its plug-in imported, after every one that the spec lists was compared with its digest.

    Raises PluginUnusable: exit 3 for code that was not reviewed, 2 for code that cannot be used.
    """
    sources = {each.module: _source(each, folder, read) for each in pinned}
    if not isinstance(bot.strategy, Python):
        return bot
    params = bot.strategy.params
    module = _imported(params.module, plugin_path(folder, params.module), sources[params.module])
    function = getattr(module, params.function, None)
    if not callable(function):
        raise PluginUnusable(f"plug-in '{params.module}' has no function '{params.function}'", INVALID)
    return replace(bot, strategy=replace(bot.strategy, function=function))


def _source(pinned: Plugin, folder: Path, read: Reading) -> bytes:
    path = plugin_path(folder, pinned.module)
    try:
        source = read(pinned, path)
    except OSError as error:
        raise PluginUnusable(f"plug-in '{pinned.module}': {path} cannot be read: {error.strerror}", GATE) from error
    found = sha256(source).hexdigest()
    if found != pinned.sha256:
        text = (
            f"plug-in '{pinned.module}' is not the code that was reviewed: {path} has the digest {found}, "
            f"the spec pins {pinned.sha256}. Review it, then write its digest under plugins"
        )
        raise PluginUnusable(text, GATE)
    return source


def _imported(name: str, path: Path, source: bytes) -> ModuleType:
    """The module, under a name that hides no other."""
    named = f"botspec_plugin_{name.replace('.', '_')}"
    spec = spec_from_loader(named, _Checked(path, source), origin=str(path))
    if spec is None or spec.loader is None:
        raise PluginUnusable(f"plug-in '{name}' cannot be imported", INVALID)
    module = module_from_spec(spec)
    sys.modules[named] = module
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # somebody else's code
        del sys.modules[named]
        raise PluginUnusable(
            f"plug-in '{name}' cannot be imported: {type(error).__name__}: {error}", INVALID
        ) from error
    return module
