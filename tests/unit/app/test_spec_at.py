"""A spec of a past commit, also where its file has moved since."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.adapters.system.git import NotInGit
from botspec.app.spec_at import check_at
from tests.fakes.repositories import a_repository


def test_a_moved_spec_is_found_by_its_id(tmp_path: Path) -> None:
    work = a_repository(tmp_path / "work")
    work.change(work.spec, "version: 1", "# before\nversion: 1")
    work.commit("Before")
    moved = work.spec.parent / "eu" / "moved.yaml"
    moved.parent.mkdir()
    work.spec.rename(moved)
    work.commit("Move")

    assert check_at(moved, "HEAD").source.path == f"{moved.as_posix()}@HEAD"
    before = check_at(moved, "HEAD~1")
    assert before.source.path == "specs/dip.yaml@HEAD~1"
    assert before.source.text.startswith("# before")


def test_a_spec_that_was_not_there_yet_is_said_in_our_words(tmp_path: Path) -> None:
    work = a_repository(tmp_path / "work")
    new = work.spec.with_name("new.yaml")
    new.write_text("version: 1\nid: new\n")

    with pytest.raises(NotInGit, match=r"^specs/new.yaml is not in commit [0-9a-f]{12}$"):
        check_at(new, "HEAD")
