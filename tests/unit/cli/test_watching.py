"""The moving line of a run, on terminals of any width and on none."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest

from botspec.cli.watching import Onlooker

AT = datetime(2024, 1, 3, 21, tzinfo=UTC)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("columns", "width"), [("40", 39), ("200", 78)])
def test_the_line_is_written_over_and_never_wraps(monkeypatch: pytest.MonkeyPatch, columns: str, width: int) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    monkeypatch.setenv("COLUMNS", columns)
    onlooker = Onlooker(quiet=False)
    onlooker.progress(7, 60, AT, 101_054.4)
    onlooker.clear()

    nothing, line, blank, rest = screen.getvalue().split("\r")
    assert line.startswith("7/60 [##..")
    assert (nothing, len(line), blank, rest) == ("", width - 1, " " * width, "")


def test_by_the_clock_each_bar_is_shown_with_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr("sys.stderr", screen)
    Onlooker(quiet=False).progress(1, None, AT, 101_054.4)

    assert screen.getvalue().strip() == "2024-01-03 16:00 New York equity 101,054.40 USD"


def test_where_nobody_looks_on_nothing_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr("sys.stderr", screen)
    onlooker = Onlooker(quiet=False)
    onlooker.progress(7, 60, AT, 101_054.4)
    onlooker.clear()

    assert screen.getvalue() == ""
