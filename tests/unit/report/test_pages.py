from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from botspec.domain.rows import DroppedRow, NoteRow
from botspec.report import pages
from tests.fakes.a_run import a_run
from tests.unit.report.hostile import PAYLOADS, poisoned


class Dom(HTMLParser):
    """Counts what a parser sees: elements with the names of their attributes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text, self.ids = [], set(), [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_data(self, data):
        self.text.append(data)


def everything(count=60):
    """Rows of every section, so that every template line runs."""
    rows, columns = a_run(600)
    kept = [row for row in rows if row.kind in ("header", "spec", "quality", "note", "trip", "released", "ended")]
    some = {kind: [row for row in rows if row.kind == kind][:6] for kind in ("denied", "decision", "cash", "wanted")}
    orders = [row for row in rows if row.kind in ("intent", "outcome", "order", "fill")][:count]
    at = kept[-1].at
    more = [DroppedRow(at, row.wanted, "gone") for row in some.pop("wanted")]
    more += [NoteRow(at, "warning", "CODE", "a note"), NoteRow(at, "error", "UNRECONCILED", "they differ")]
    return [*kept[:-1], *orders, *(row for found in some.values() for row in found), *more, kept[-1]], columns


ROWS, COLUMNS = everything()


@pytest.fixture(scope="module")
def plain(make_record):
    return Dom(pages.html(make_record([poisoned(row, "word") for row in ROWS], COLUMNS)))


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_words_make_no_element_and_no_attribute(make_record, plain, payload):
    page = pages.html(make_record([poisoned(row, payload) for row in ROWS], COLUMNS))
    dom = Dom(page)

    assert dom.tags == plain.tags
    assert dom.attributes == plain.attributes
    assert dom.ids == plain.ids
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", page
    )
    page.encode("utf-8")


@pytest.mark.parametrize("payload", [each for each in PAYLOADS if each.isascii() and each.isprintable()])
def test_hostile_words_are_shown_as_they_are(make_record, payload):
    dom = Dom(pages.html(make_record([poisoned(row, payload) for row in ROWS], COLUMNS)))

    assert payload in "".join(dom.text)


def test_the_page_loads_nothing_and_runs_nothing(record):
    page = pages.html(record)
    dom = Dom(page)

    assert not {"script", "link", "img", "iframe", "object", "embed", "form", "base"} & set(dom.tags)
    assert not {name for _, name in dom.attributes if name.startswith("on") or name in ("src", "href", "action")}
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in page
    assert "http://" not in page
    assert "https://" not in page
    assert "@import" not in page
    assert "url(" not in page


def test_every_table_has_headers_and_every_chart_a_label(record):
    page = pages.html(record)

    assert page.count("<table") == page.count("<thead>")
    assert page.count("<svg") == len(re.findall(r"<svg [^>]*role=\"img\" aria-label=\"[^\"]+\"", page)) == 2
    assert re.findall(r"<th(?![^>]*scope)[ >]", page) == []
    assert '<html lang="en">' in page
    ids = Dom(page).ids
    assert len(ids) == len(set(ids))


def test_the_page_says_what_happened(record):
    text = " ".join(" ".join(Dom(pages.html(record)).text).split())

    for words in (
        "dip-buyer",
        "Back-test",
        "2007-01-03 to 2010-11-02, 1,000 sessions",
        "28,109.42",
        "Buys AAPL, GOOG, IBM or MSFT",
        "26 orders denied by the bot's own limits",
        "max_position",
        "NO_TRADE_WARM_UP",
        "Fee rates of 2024-05-14",
        record.seal.head,
        record.seal.determinism,
        "57bf0e9c1d2e3f405162738495a6b7c8d9e0f1a2",
        "adverse before close: 3",
    ):
        assert words in text


@pytest.mark.parametrize("count", [0, 1, 2, 3, 8, 25, 80])
@pytest.mark.parametrize("ended", [True, False])
def test_runs_of_any_length_have_a_page(make_record, count, ended):
    rows, columns = a_run(max(count, 1), "simulate", ended=ended)
    if count == 0:
        rows, columns = rows[:0], {}
    record = make_record(rows, columns)

    for text in (pages.html(record), pages.markdown(record)):
        assert "nan" not in re.sub(r"[a-z]nan|nan[a-z]", "", text.lower())
        assert "None" not in text.replace("None.", "").replace("None had", "")
        assert ("UNFINISHED" in text) is not ended or count == 0


def test_long_tables_are_cut_and_say_so(make_record):
    rows, columns = everything(count=10**6)
    fills = [row for row in rows if row.kind in ("intent", "outcome", "order", "fill")]
    record = make_record([*rows, *fills * 4], columns)
    page = pages.html(record)

    assert len(record.orders) > 400
    assert f"{len(record.orders) - 400:,} more orders are in report.json" in page
    assert len(page) < 900_000


def test_stamps_come_before_every_number(make_record):
    page = pages.html(make_record(ROWS, COLUMNS))

    assert page.index("UNRECONCILED</b>") < page.index("Final equity")
    assert "they differ" in page


def test_what_is_not_known_has_no_colour(make_record):
    short = pages.html(make_record(*a_run(20)))

    assert "<dt>Return a year</dt><dd>n/a" in short
