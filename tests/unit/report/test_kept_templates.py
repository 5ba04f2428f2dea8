from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader

from botspec.report.kept_templates import KeptTemplates


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    (tmp_path / "words.py").write_text("", encoding="utf-8")
    (tmp_path / "page.j2").write_text("Hello {{ name }}", encoding="utf-8")
    return tmp_path


def environment(folder: Path) -> Environment:
    cache = KeptTemplates((str(folder / "words.py"),))
    return Environment(loader=FileSystemLoader(folder), bytecode_cache=cache, autoescape=True)


def rendered(folder: Path) -> str:
    return environment(folder).get_template("page.j2").render(name="<b>")


def kept(folder: Path) -> Path:
    (found,) = (folder / "__pycache__").iterdir()
    return found


def test_a_template_is_compiled_once(folder, monkeypatch):
    assert rendered(folder) == "Hello &lt;b&gt;"
    monkeypatch.setattr(Environment, "compile", None)

    assert rendered(folder) == "Hello &lt;b&gt;"


@pytest.mark.parametrize("changed", ["page.j2", "words.py"])
def test_what_has_changed_is_compiled_again(folder, changed):
    rendered(folder)
    before = kept(folder).read_bytes()
    path = folder / changed
    path.write_text(path.read_text(encoding="utf-8") + "!", encoding="utf-8")
    os.utime(path, ns=(1, 1))

    assert rendered(folder) == ("Hello &lt;b&gt;!" if changed == "page.j2" else "Hello &lt;b&gt;")
    assert kept(folder).read_bytes() != before


@pytest.mark.parametrize("damage", [b"", b"x" * 100, None])
def test_what_is_damaged_is_compiled_again(folder, damage):
    rendered(folder)
    before = kept(folder).read_bytes()
    kept(folder).write_bytes(before[:40] if damage is None else damage)

    assert rendered(folder) == "Hello &lt;b&gt;"
    assert kept(folder).read_bytes() == before


def test_nothing_is_kept_where_python_keeps_nothing(folder, monkeypatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)

    assert rendered(folder) == "Hello &lt;b&gt;"
    assert not (folder / "__pycache__").exists()
