from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta

from botspec.gitops.behaviour import Behaviour, Line, NotTried, OrderSeen
from botspec.gitops.render_behaviour import MOST_ORDERS, as_data, as_markdown, chart, spark, text

DAYS = tuple(date(2020, 1, 1) + timedelta(days=number) for number in range(2000))
ORDER = OrderSeen(DAYS[0], "AAPL", "buy", "entry", None, "10 market")


def found(**parts):
    plain = {
        "bot": "<b>bot</b>",
        "name": "2020-01-01 to 2025-06-22",
        "bars": "f" * 64,
        "orders": (1, 12),
        "appeared": (ORDER,) * 11,
        "vanished": (),
        "changed": (),
        "lines": (Line("final equity", "100.00", "90.00"), Line("trades", "1", "1")),
        "days": DAYS,
        "equity": (tuple(100.0 + n for n in range(2000)), tuple(200.0 - n for n in range(2000))),
    }
    return Behaviour(**{**plain, **parts})


def test_text_shows_counts_numbers_and_the_first_orders():
    shown = text([found()])
    assert "orders 1 -> 12: 11 appeared, 0 vanished, 0 changed" in shown
    assert "* final equity" in shown
    assert shown.count("buy AAPL") == MOST_ORDERS
    assert "and 3 more" in shown


def test_the_same_is_said_in_a_line():
    same = found(appeared=(), lines=(Line("trades", "1", "1"),))
    assert "the same orders, the same equity" in text([same])
    assert "The same orders" in as_markdown([same])


def test_what_was_not_tried_says_why():
    not_tried = NotTried("bot", "run a", "its bars have changed")
    assert "not tried: its bars have changed" in text([not_tried])
    assert "Not tried: its bars have changed." in as_markdown([not_tried])
    assert as_data([not_tried]) == [{"bot": "bot", "over": "run a", "why_not": "its bars have changed"}]


def test_markdown_takes_no_text_for_markup_and_names_the_picture():
    shown = as_markdown([found()], ["chart.svg"])
    assert "<b>" not in shown
    assert "![Equity of both versions](chart.svg)" in shown
    assert "```text" in as_markdown([found()])


def test_the_chart_is_an_svg_of_two_curves_that_holds_nothing_foreign():
    drawn = chart(found())
    root = ET.fromstring(drawn)  # noqa: S314  our own text
    paths = root.findall("{http://www.w3.org/2000/svg}path")
    assert len(paths) == 2
    assert len(drawn) < 40_000
    assert "<b>" not in drawn
    assert not any(each.tag.endswith(("script", "image", "a")) for each in root.iter())


def test_a_flat_curve_and_none_at_all_can_be_drawn():
    ET.fromstring(chart(found(equity=((5.0,) * 3, (5.0,) * 3), days=DAYS[:3])))  # noqa: S314  our own text
    ET.fromstring(chart(found(equity=((), ()), days=())))  # noqa: S314  our own text
    assert spark((1.0, 2.0), ((1.0, 2.0), (0.0, 8.0))) == "▂▃"


def test_data_has_every_order_and_session():
    (told,) = as_data([found()])
    assert len(told["appeared"]) == 11
    assert len(told["equity"]["before"]) == len(told["days"]) == 2000
