from __future__ import annotations

import pytest

from botspec.report.pages import html
from botspec.report.terminal import summary
from tests.fakes.a_run import a_run
from tests.unit.report.hostile import PAYLOADS, poisoned
from tests.unit.report.test_pages import COLUMNS, ROWS


def test_the_summary_of_a_run(record):
    lines = summary(record).splitlines()

    assert lines[0] == "dip-buyer  Back-test  2007-01-03 to 2010-11-02, 1,000 sessions"
    assert lines[2] == "  equity      28,109.42 USD   +3,109.42 (+12.44%)   MSFT +5.72%"
    assert lines[5] == "  orders      261           denied      26            fills       261"
    assert "  denied by   max_position 24, max_open_positions 2" in lines
    assert max(len(line) for line in lines) <= 80


def test_colours_only_when_wanted_and_ascii_when_nothing_else_goes(record):
    assert "\x1b" not in summary(record)
    assert "\x1b[32m+3,109.42 (+12.44%)\x1b[0m" in summary(record, colour=True)
    plain = summary(record, ascii_only=True)
    assert plain.isascii()
    assert "fees        -20.26" in plain


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_words_steer_no_terminal_and_break_no_line(make_record, payload):
    expected = summary(make_record([poisoned(row, "word") for row in ROWS], COLUMNS)).splitlines()
    lines = summary(make_record([poisoned(row, payload) for row in ROWS], COLUMNS)).splitlines()

    assert len(lines) == len(expected)
    assert max(len(line) for line in lines) <= 80
    assert not any(character < " " or "\x7f" <= character <= "\x9f" for line in lines for character in line)


@pytest.mark.parametrize("count", [0, 1, 2, 30])
def test_runs_of_any_length(make_record, count):
    rows, _ = a_run(max(count, 1), "simulate", ended=False)
    text = summary(make_record(rows if count else [], {}))

    assert "UNFINISHED" in text
    assert "nan" not in text


def test_less_than_a_quarter_is_no_year(make_record):
    few, enough = make_record(*a_run(62)), make_record(*a_run(63))
    for name in ("a year      n/a ", "sharpe      n/a "):
        assert name in summary(few)
        assert name not in summary(enough)


def test_a_page_does_not_blow_up_a_few_days_to_a_year_either(make_record):
    few, enough = (html(make_record(*a_run(count))) for count in (62, 63))
    names = ("Return a year (CAGR)", "Volatility a year", "Sharpe ratio", "Sortino ratio", "Calmar ratio")
    for name in (*names, "Turnover a year"):
        shown = f'{name}</th><td class="n">n/a'
        assert shown in few
        assert shown not in enough
    assert few.count(">n/a<") - enough.count(">n/a<") >= len(names) + 3


def test_what_is_wrong_with_a_run_is_not_cut(make_record):
    text = summary(make_record(*a_run(70, "simulate", ended=False)))

    assert "what follows is what it wrote\n  so far." in text
    assert max(len(line) for line in text.splitlines()) <= 80
