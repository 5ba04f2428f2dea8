from __future__ import annotations

import pytest

from botspec.compiler.catalog import Family, entries, kinds
from botspec.spec import words
from botspec.spec.model import Spec
from botspec.spec.shape import fields
from botspec.spec.synonyms import _KEYS, _WORDS, key_meant, same_word, word_meant
from botspec.spec.words import Timeframe
from tests.unit.compiler.specs import codes, judged

TIMEFRAMES = [member.value for member in Timeframe]


@pytest.mark.parametrize(
    ("key", "free", "meant"),
    [
        ("name", ("id", "mode"), "id"),
        ("name", ("mode", "data"), None),
        ("tickers", ("symbols", "benchmark"), "symbols"),
        ("entry", ("enter", "exit"), "enter"),
        ("max_positions", ("max_open_positions", "max_order_notional"), "max_open_positions"),
        ("symbol", ("symbols", "benchmark"), "symbols"),
        ("xyzzy", ("symbols",), None),
        ("balance", ("capital", "cash"), None),
    ],
)
def test_a_key_that_others_use(key: str, free: tuple[str, ...], meant: str | None) -> None:
    assert key_meant(key, free) == meant


@pytest.mark.parametrize(
    ("word", "meant"),
    [("1d", "1Day"), ("daily", "1Day"), ("1m", "1Min"), ("1M", "1Month"), ("1H", "1Hour"), ("2d", None)],
)
def test_a_width_as_others_write_it(word: str, meant: str | None) -> None:
    assert same_word(word, TIMEFRAMES) == meant
    if meant is not None:
        assert word_meant(word, TIMEFRAMES) == meant


def test_what_is_there_already_was_not_misspelt() -> None:
    found = judged(("max_open_positions: 3", "max_positions: 3")).findings

    assert [(each.code, each.label) for each in found] == [("BS101", "did you mean 'max_open_positions'?")]


def test_a_key_that_is_meant_is_not_also_missing() -> None:
    assert codes(("id: dip-buyer", "name: dip-buyer")) == ["BS101"]


def test_every_synonym_is_of_a_key_or_word_there_is() -> None:
    known = set(fields(Spec)) | {"kind", "limit", "from", "to", *kinds(Family.LIMIT)}
    known |= {key for entry in entries() for key in fields(entry.params)}
    known |= {"symbols", "timeframe", "enter", "exit", "cash", "path", "time_in_force", "stop_loss", "take_profit"}
    values = {
        member.value
        for kind in vars(words).values()
        if isinstance(kind, type)
        for member in getattr(kind, "__members__", {}).values()
    }

    assert set(_KEYS) <= known
    assert set(_WORDS) - {"backtest", "simulate", "paper", "gtc", "flatten", "halt", "block_entries"} <= values
    assert not any(ours in said for table in (_KEYS, _WORDS) for ours, said in table.items())
