from __future__ import annotations

import re

import pytest

from botspec.report import escape, pages
from tests.unit.report.hostile import PAYLOADS, poisoned
from tests.unit.report.test_pages import COLUMNS, ROWS

OURS = {"<details>", "</details>", "<summary>", "</summary>"}


def shape(text):
    """The lines as structure: kind of line and number of table cells."""
    return [(re.match(r"[#>|\-<]*", line)[0][:3], len(re.findall(r"(?<!\\)\|", line))) for line in text.splitlines()]


@pytest.fixture(scope="module")
def plain(make_record):
    return shape(pages.markdown(make_record([poisoned(row, "word") for row in ROWS], COLUMNS)))


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_words_change_no_line_no_cell_and_no_tag(make_record, plain, payload):
    text = pages.markdown(make_record([poisoned(row, payload) for row in ROWS], COLUMNS))

    assert shape(text) == plain
    assert set(re.findall(r"</?\w[^>]*>", text)) <= OURS
    assert text.count("<details>") == text.count("</details>")
    assert not re.search(r"(?<!\\)\[[^\]]*\]\(", text)
    assert not re.search(r"(?<![\w`])@\w", text)
    assert "://" not in text.replace("&#58;//", "")
    assert escape.clean(text) == text


def test_every_row_of_a_table_has_as_many_cells_as_its_head(record):
    cells = None
    for line in pages.markdown(record).splitlines():
        number = line.count("|")
        if not line.startswith("|"):
            cells = None
        elif cells is None:
            cells = number
        else:
            assert number == cells, line


def test_it_opens_with_the_numbers_and_folds_the_rest(record):
    text = pages.markdown(record)

    assert text.startswith("## dip-buyer: Back-test\n\n2007-01-03 to 2010-11-02, 1,000 sessions; AAPL, GOOG, IBM, MSFT")
    assert "| Total return | +12.44% | +5.72% |" in text
    assert text.index("Sharpe ratio") < text.index("<details>")
    assert "\n\n\n\n" not in text
    for opening in re.finditer("<details>", text):
        assert text[opening.start() - 2 : opening.start()] == "\n\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max_position", "max_position"),
        ("_sly_ __sly__", "\\_sly\\_ \\_\\_sly\\_\\_"),
        ("a|b\\c", "a&#124;b\\\\c"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("a\n\nb\tc", "a b c"),
        ("- not a list", "&#45; not a list"),
        ("x - y", "x - y"),
        ("close < 0.97 * sma(close, 10)", "close &lt; 0.97 \\* sma(close, 10)"),
        ("see https://a.example and www.a.example", "see https&#58;//a.example and www&#46;a.example"),
        ("\x1b[31mred", "\ufffd\\[31mred"),
    ],
)
def test_words_of_others_are_disarmed(text, expected):
    assert escape.markdown(text) == expected
