"""The package docstring is the map of the house: it names every room, and no room that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import botspec

ROOT = Path(botspec.__file__).parent
ROW = re.compile(r"^    (\w+)(/|\.py)  +(\S.*)$", re.MULTILINE)


def rooms():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    modules = {path.stem for path in ROOT.glob("*.py")} - {"__init__", "__main__"}
    return {(name, "/") for name in folders} | {(name, ".py") for name in modules}


def test_the_map_names_every_room_once():
    named = [(name, end) for name, end, _ in ROW.findall(botspec.__doc__ or "")]
    assert len(named) == len(set(named))
    assert set(named) == rooms()


@pytest.mark.parametrize("package", sorted(path for path in ROOT.rglob("*/") if list(path.glob("*.py"))), ids=str)
def test_every_folder_of_modules_is_a_package(package):
    assert (package / "__init__.py").is_file()
