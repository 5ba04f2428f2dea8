"""What YAML cuts where nobody meant it to: told once, at the whole of it, with a fix that is right when pasted."""

from __future__ import annotations

import pytest

from botspec.diagnostics.edits import apply
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.source import Source
from botspec.spec.compose import read
from botspec.spec.document import Document


def findings(text: str) -> tuple[Finding, ...]:
    found = read("a.yaml", text.encode())
    assert not isinstance(found, Document)
    return found


def mended(text: str) -> object:
    """The tree once fixes have been made, as often as there are some."""
    for _ in range(4):
        found = read("a.yaml", text.encode())
        if isinstance(found, Document):
            return found.tree
        assert all(one.fix for one in found), found
        text = apply(Source("a.yaml", text), found[0].fix)
    raise AssertionError(text)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("let: {a: sma(close, 20)}\n", {"let": {"a": "sma(close, 20)"}}),
        ("let: {a: sma(c, 20), b: ema(c, 20)}\n", {"let": {"a": "sma(c, 20)", "b": "ema(c, 20)"}}),
        ("{enter: rsi(close, 14) < 30, exit: x > 5}\n", {"enter": "rsi(close, 14) < 30", "exit": "x > 5"}),
        ("let: {a: if_else(x > 1, max(y, z), 2)}\n", {"let": {"a": "if_else(x > 1, max(y, z), 2)"}}),
        ('let: {a: of("GOOG", close)}\n', {"let": {"a": 'of("GOOG", close)'}}),
        ('let: {a: at("1Week", x)[1]}\n', {"let": {"a": 'at("1Week", x)[1]'}}),
        ("long: {enter: close > high[1], exit: low < 1}\n", {"long": {"enter": "close > high[1]", "exit": "low < 1"}}),
        ("a:\n  b: {x: y[1],\n      z: w}\n", {"a": {"b": {"x": "y[1]", "z": "w"}}}),
        (
            "u: {symbols: AAPL, BRK.B, IBM, benchmark: SPY}\n",
            {"u": {"symbols": ["AAPL", "BRK.B", "IBM"], "benchmark": "SPY"}},
        ),
        ("id: x\nmode:simulate\ncapital: 1\n", {"id": "x", "mode": "simulate", "capital": "1"}),
        ("a: {kind:rules, b: 1}\n", {"a": {"kind": "rules", "b": "1"}}),
        ("a:\n\u00a0\u00a0b: 1\n \u00a0c: 2\n", {"a": {"b": "1", "c": "2"}}),
    ],
)
def test_what_a_person_meant(text: str, tree: object) -> None:
    assert mended(text) == tree


def test_one_finding_for_one_call() -> None:
    (found,) = findings("let: {a: if_else(x > 1, y, z), b: 1}\n")

    assert (found.code, found.span.line, found.span.column) == ("BS005", 1, 10)
    assert found.label == "put it in quotes: 'if_else(x > 1, y, z)'"


@pytest.mark.parametrize(
    "text", ["limits:\nb: 1\n", "a: {kind: x, release:}\n", "a: {b, c}\n", "a: {b: 'x, y', c}\n", "a: {to: http://x}\n"]
)
def test_what_is_none_of_it_is_read_as_before(text: str) -> None:
    assert isinstance(read("a.yaml", text.encode()), Document)
