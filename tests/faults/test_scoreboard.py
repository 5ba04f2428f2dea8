"""The page says what was measured, and no more."""

from tests.faults.scoreboard import LINES, MEASURED, PAGE, Result, known, page


def test_the_page_is_what_was_measured():
    assert known()
    assert MEASURED.exists()
    assert PAGE.read_text() == page(known())


def test_a_line_not_measured_says_so_and_a_failure_too():
    told = page({1: Result("7 schedules", good=False, whole=False, command="x", seconds=1, on="2026-01-01")})
    assert told.count("not measured yet") == len(LINES) - 1
    assert "| a slice: `x` | **fails** |" in told
