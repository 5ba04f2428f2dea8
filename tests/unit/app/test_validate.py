from __future__ import annotations

import os
from pathlib import Path

import pytest

from botspec.app.validate import check_file, validate
from botspec.spec.text import MOST_BYTES
from tests.unit.compiler.specs import RIGHT


def only_code(path: Path) -> str:
    (found,) = check_file(path).findings
    return found.code


def test_what_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    assert only_code(tmp_path / "none.yaml") == "BS001"
    assert only_code(tmp_path) == "BS001"
    assert only_code(tmp_path / "a\x00b") == "BS001"
    assert only_code(tmp_path / ("x" * 5000)) == "BS001"


def test_a_bot_s_name_is_told_its_file(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "dip.yaml").write_text(RIGHT)
    for typed in ("dip", "dip.yaml", "specs/dip"):
        (found,) = check_file(tmp_path / typed).findings
        assert found.label == f"write {(tmp_path / 'specs' / 'dip.yaml').as_posix()}"
    (found,) = check_file(tmp_path / "other").findings
    assert found.label == "check the path"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")

    assert only_code(tmp_path / "pipe.yaml") == "BS001"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_closed_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(RIGHT)
    (tmp_path / "a.yaml").chmod(0)

    assert only_code(tmp_path / "a.yaml") == "BS001"


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes(b"version: 1\n" + b"#" * (2 * MOST_BYTES))

    assert only_code(tmp_path / "a.yaml") == "BS004"


def test_a_folder_without_specs_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "compose.yaml").write_text("services: {}\n")

    assert [found.code for found in validate([tmp_path]).findings] == ["BS001"]


def test_files_come_in_the_order_asked_folders_by_name(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yaml"):
        (tmp_path / name).write_text(RIGHT)
    (tmp_path / "z").mkdir()
    (tmp_path / "z" / "c.yaml").write_text(RIGHT)
    validated = validate([tmp_path / "z" / "c.yaml", tmp_path])

    assert [Path(path).name for path in (checked.source.path for checked in validated.files)] == [
        "c.yaml",
        "a.yaml",
        "b.yaml",
        "c.yaml",
    ]
    assert validated.valid


def test_what_is_wrong_with_a_policy_is_told_once(tmp_path: Path) -> None:
    waiver = "{rule: ceilings.max_symbols, spec: a, reason: b, approver: c, expires: 2020-01-01}"
    (tmp_path / "botspec.policy.yaml").write_text(f"version: 1\nceilings: {{max_symbols: 50}}\nwaivers: [{waiver}]\n")
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(RIGHT.replace("id: dip-buyer", f"id: {name}"))

    found = validate([tmp_path / "a.yaml", tmp_path / "b.yaml", tmp_path / "botspec.policy.yaml"]).findings
    assert [each.code for each in found] == ["BS609"]
