from __future__ import annotations

import pytest

from botspec.diagnostics.edits import Edit, apply
from botspec.spec.compose import read
from botspec.spec.document import Document
from botspec.spec.rewrite import insert_after, put, remove


def document(text: str) -> Document:
    found = read("a.yaml", text.encode())
    assert isinstance(found, Document)
    return found


def after(text: str, *edits: Edit) -> str:
    return apply(document(text).source, edits)


@pytest.mark.parametrize(
    ("before", "result"),
    [
        ("id: a\nmode: backtest  # low\n", "id: a\nmode: paper  # low\n"),
        ("id: a\nmode: backtest   # low\n", "id: a\nmode: paper      # low\n"),
        ("id: a\nmode: back   # low\n", "id: a\nmode: paper  # low\n"),
        ("id: a\nmode: b   # low\n", "id: a\nmode: paper  # low\n"),
        ("id: a\nmode: 'backtest'\n", "id: a\nmode: paper\n"),
        ("version: 1  # one\nid: a  # b\ndata: {}\n", "version: 1  # one\nid: a  # b\nmode: paper\ndata: {}\n"),
        (
            "id: a\ndescription: >-\n  two\n  lines\n\ndata: {}\n",
            "id: a\ndescription: >-\n  two\n  lines\nmode: paper\n\ndata: {}\n",
        ),
        ("data: {}", "data: {}\nmode: paper\n"),
        ("data: {}\nid: a", "data: {}\nid: a\nmode: paper\n"),
        ("id: a\r\ndata: {}\r\n", "id: a\r\nmode: paper\r\ndata: {}\r\n"),
        ("{id: a, data: {}}\n", "{id: a, mode: paper, data: {}}\n"),
        ("{\n  id: a, # b\n  data: {}\n}\n", "{\n  id: a, mode: paper, # b\n  data: {}\n}\n"),
    ],
)
def test_a_key_gets_its_value_and_a_new_one_its_place(before: str, result: str) -> None:
    edit = put(document(before), ("mode",), "paper", ("version", "id", "description"))

    assert after(before, edit) == result


@pytest.mark.parametrize(
    ("before", "result"),
    [
        (
            "data:\n  source: files\n  path: bars  # mine\n  timeframe: 1Day\n",
            "data:\n  source: files\n  timeframe: 1Day\n",
        ),
        ("data:\n  source: files\n  path: bars", "data:\n  source: files\n"),
        ("data: {source: files, path: bars, timeframe: 1Day}\n", "data: {source: files, timeframe: 1Day}\n"),
        ("data: {path: bars, source: files}\n", "data: {source: files}\n"),
        ("data: {path: bars}\n", "data: {}\n"),
        ("data:\n  path: >-\n    a\n    b\n  source: files\n", "data:\n  source: files\n"),
    ],
)
def test_a_key_is_taken_out_with_its_line_or_comma(before: str, result: str) -> None:
    assert after(before, remove(document(before), ("data", "path"))) == result


def test_an_entry_may_have_several_lines() -> None:
    text = "a:\n  b: 1\nc: 2\n"

    assert after(text, insert_after(document(text), ("a", "b"), "d:\n  e: 3")) == "a:\n  b: 1\n  d:\n    e: 3\nc: 2\n"


def test_entries_behind_the_same_key_keep_their_order() -> None:
    text = "id: a\nmode: backtest\n"
    wanted = [put(document(text), (key,), "x", ("id",)) for key in ("zebra", "account")]

    assert after(text, *wanted) == "id: a\nzebra: x\naccount: x\nmode: backtest\n"
