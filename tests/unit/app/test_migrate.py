"""Version 1 is the newest; the steps to come are tried with made-up ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from botspec.app.migrate import NEWEST, STEPS, Step, migrate
from botspec.app.rewriting import NotRewritten, SpecUnreadable
from botspec.diagnostics.edits import Edit
from botspec.spec.document import Document
from botspec.spec.rewrite import insert_after

TEXT = "# mine\nversion: 1  # first\nid: a  # never changes\nmod: backtest\n"


def rename(document: Document) -> list[Edit]:
    return [Edit(document.key_span(("mod",)), "mode")]


def extend(document: Document) -> list[Edit]:
    return [insert_after(document, ("mode",), "account: main")]


def spoil(document: Document) -> list[Edit]:
    return [insert_after(document, ("id",), "]")]


STEPPED: dict[int, Step] = {1: rename, 2: extend}


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "a.yaml"
    path.write_text(TEXT)
    return path


def test_the_newest_version_has_nothing_to_do(spec: Path) -> None:
    done = migrate(spec)

    assert (done.written_in, done.newest, done.result.changed) == (1, 1, False)


def test_there_is_a_step_for_every_older_version() -> None:
    assert sorted(STEPS) == list(range(1, NEWEST))


def test_steps_are_taken_in_turn_and_comments_stay(spec: Path) -> None:
    done = migrate(spec, STEPPED, 3)

    assert done.result.after == ("# mine\nversion: 3  # first\nid: a  # never changes\nmode: backtest\naccount: main\n")
    assert spec.read_text() == TEXT


def test_a_spec_between_takes_only_what_is_left(spec: Path) -> None:
    spec.write_text(TEXT.replace("version: 1", "version: '2'").replace("mod:", "mode:"))

    assert "version: 3  # first\n" in migrate(spec, STEPPED, 3).result.after


@pytest.mark.parametrize("version", ["version: 4", "version: one", "version: {}", "verson: 1"])
def test_a_version_that_nobody_knows_is_a_finding(spec: Path, version: str) -> None:
    spec.write_text(TEXT.replace("version: 1", version))

    with pytest.raises(SpecUnreadable) as refused:
        migrate(spec, STEPPED, 3)
    assert refused.value.checked.findings


def test_a_step_that_spoils_the_text_changes_nothing(spec: Path) -> None:
    with pytest.raises(NotRewritten, match="the step from version 1"):
        migrate(spec, {1: spoil}, 2)
    assert spec.read_text() == TEXT
