"""History in files: one a symbol, replaced whole, read only when its fingerprint fits; one process at a time."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import numpy as np

from botspec.adapters.system.files import private_folder, write_private
from botspec.data.recorded import Days, Held, Recorded
from botspec.market.panel import ActionKind, CorporateAction

_ENDING = ".npz"
_LOCK = "lock"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the bars of one folder have in common; `source` is alpaca, or a simulator by the hash of its key."""

    source: str
    feed: str
    timeframe: str
    adjustment: str = "raw"

    def under(self, root: Path) -> Path:
        """Its folder."""
        return root / self.source / self.feed / self.adjustment / self.timeframe


class FileArchive:
    """data.recorded.Archive in the folder of a shelf."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, symbol: str) -> Held | None:
        found = read_file(self.path(symbol))
        return None if found is None else found.held

    def write(self, symbol: str, held: Held) -> None:
        if held.days.last >= held.days.first:
            write_private(self.path(symbol), _written(held))

    def path(self, symbol: str) -> Path:
        """The file of a symbol."""
        return self._folder / (quote(symbol, safe="") + _ENDING)


@contextmanager
def opened(root: Path, shelf: Shelf) -> Iterator[FileArchive]:
    """The archive of a shelf, for this process alone; another one waits until it is done."""
    folder = shelf.under(root)
    place = private_folder(root)
    for part in folder.relative_to(root).parts:
        place = private_folder(place / part)
    descriptor = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield FileArchive(folder)
    finally:
        os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Found:
    """A file that is what it was when it was written."""

    held: Held
    fingerprint: str


def read_file(path: Path) -> Found | None:
    """What a file holds; None when there is none, or one that is damaged or of another version."""
    try:
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as columns:
            stamps, values, about = columns["stamps"], columns["values"], str(columns["about"])
        told = json.loads(about)
        if told["version"] != _VERSION or told["fingerprint"] != _fingerprint(stamps, values, told):
            return None
        return Found(_held(stamps, values, told), told["fingerprint"])
    except (OSError, ValueError, KeyError, TypeError, ArithmeticError, EOFError, zipfile.BadZipFile):
        return None


def symbol_of(path: Path) -> str:
    """The symbol a file is of."""
    return unquote(path.name.removesuffix(_ENDING))


def files(root: Path) -> Iterator[tuple[Shelf, Path]]:
    """All files under `root`, in the order of their names."""
    for path in sorted(root.glob(f"*/*/*/*/*{_ENDING}")):
        source, feed, adjustment, timeframe = path.relative_to(root).parts[:4]
        yield Shelf(source, feed, timeframe, adjustment), path


def _held(stamps: Any, values: Any, told: dict[str, Any]) -> Held:  # noqa: ANN401 - as numpy read them
    if stamps.dtype != np.int64 or values.dtype != np.float64 or values.shape != (len(stamps), 5):
        raise ValueError(told)
    days = Days(date.fromisoformat(told["first"]), date.fromisoformat(told["last"]))
    actions = tuple(
        CorporateAction(symbol, date.fromisoformat(ex_on), ActionKind(kind), Decimal(value))
        for symbol, ex_on, kind, value in told["actions"]
    )
    return Held(days, Recorded(stamps, values), actions)


def _written(held: Held) -> bytes:
    stamps = np.ascontiguousarray(held.bars.stamps, dtype=np.int64)
    values = np.ascontiguousarray(held.bars.values, dtype=np.float64)
    about: dict[str, Any] = {
        "version": _VERSION,
        "first": held.days.first.isoformat(),
        "last": held.days.last.isoformat(),
        "actions": [[each.symbol, each.ex_on.isoformat(), each.kind.value, f"{each.value}"] for each in held.actions],
    }
    about["fingerprint"] = _fingerprint(stamps, values, about)
    packed = io.BytesIO()
    np.savez_compressed(packed, stamps=stamps, values=values, about=np.array(json.dumps(about)))
    return packed.getvalue()


def _fingerprint(stamps: Any, values: Any, told: dict[str, Any]) -> str:  # noqa: ANN401 - as numpy read them
    """SHA-256 over days, actions and every number."""
    digest = hashlib.sha256(json.dumps([told["first"], told["last"], told["actions"]]).encode())
    digest.update(np.ascontiguousarray(stamps).tobytes())
    digest.update(np.ascontiguousarray(values).tobytes())
    return digest.hexdigest()
