from __future__ import annotations

import json
from hashlib import sha256

import pytest

from botspec.compiler.digest import behaviour_digest, digest, evidence_digest, limits_digest, reviewed
from botspec.compiler.resolve import resolve
from botspec.spec.canonical import canonical
from tests.unit.compiler.specs import RIGHT, context, judged

SAME = {
    "comments": (("version: 1\n", "# a bot\nversion: 1 # one\n"),),
    "quotes": (("id: dip-buyer", "id: 'dip-buyer'"), ("mode: backtest", 'mode: "backtest"')),
    "order of keys": (("version: 1\nid: dip-buyer\n", "id: dip-buyer\nversion: 1\n"),),
    "order of limits": (("max_position: 35%, max_open_positions: 3", "max_open_positions: 3, max_position: 35%"),),
    "block style": (("{submit: after_open}", "\n  submit: after_open"),),
    "a default written out": (("mode: backtest", "mode: backtest\naccount: main"),),
    "zeros": (("30%", "30.00%"), ("oversold: 30", "oversold: 30.0")),
    "white space in rules": (("strength < oversold", ">-\n      strength   <\n      oversold"),),
    "description": (("version: 1\n", "version: 1\ndescription: other\n"),),
    "report": (("version: 1\n", "version: 1\nreport: {formats: [md]}\n"),),
    "simulation": (("2010-12-31", "2009-12-31"),),
}
DIFFERENT = {
    "id": (("id: dip-buyer", "id: dip-buyer-2"),),
    "symbols": (("GOOG, IBM]", "GOOG]"),),
    "order of symbols": (("AAPL, MSFT", "MSFT, AAPL"),),
    "benchmark": (("benchmark: IBM", "benchmark: AAPL"),),
    "source": (("source: sample", "source: alpaca"),),
    "param": (("oversold: 30", "oversold: 31"),),
    "rule": (("strength > 55", "strength > 56"),),
    "let": (("rsi(close, 14)", "rsi(close, 15)"),),
    "rank": (("rank: -strength", "rank: strength"),),
    "size": (("percent: 30%", "percent: 29%"),),
    "order": (("time_in_force: day", "time_in_force: gtc"),),
    "limit": (("max_position: 35%", "max_position: 36%"),),
    "unit of a limit": (("max_position: 35%", "max_position: 35000 USD"),),
    "no limit": (("max_position: 35%, ", ""),),
    "guard": (("limit: 8%", "limit: 9%"),),
    "action": (("action: halt", "action: block_entries"),),
    "release": (("release: manual", "release: next_session"),),
    "reference": (("from: peak", "from: start"),),
}
BASE = resolve(context())


@pytest.mark.parametrize("edits", SAME.values(), ids=SAME)
def test_what_is_not_the_bot_does_not_change_the_digest(edits: tuple[tuple[str, str], ...]) -> None:
    other = resolve(context(*edits))

    assert digest(other) == digest(BASE)
    assert behaviour_digest(other) == behaviour_digest(BASE)


@pytest.mark.parametrize("edits", DIFFERENT.values(), ids=DIFFERENT)
def test_every_behavioural_key_changes_both_digests(edits: tuple[tuple[str, str], ...]) -> None:
    checked = judged(*edits)
    assert checked.context is not None
    other = resolve(checked.context)

    assert digest(other) != digest(BASE)
    assert behaviour_digest(other) != behaviour_digest(BASE)


def test_another_feed_is_another_bot() -> None:
    """Of history, and of what trades are decided on."""
    feeds = ("history: sip, live: iex", "history: sip, live: sip", "history: iex, live: iex")
    alpaca = [resolve(context(("source: sample", f"source: alpaca, feed: {{{feed}}}"))) for feed in feeds]
    assert len({behaviour_digest(each) for each in alpaca}) == len(feeds)


@pytest.mark.parametrize("edit", [("mode: backtest", "mode: simulate"), ("mode: backtest", "account: two")])
def test_mode_and_account_change_only_the_first(edit: tuple[str, str]) -> None:
    other = resolve(context(edit))

    assert digest(other) != digest(BASE)
    assert behaviour_digest(other) == behaviour_digest(BASE)


def test_the_digest_is_of_the_reviewed_text() -> None:
    assert digest(BASE) == sha256(reviewed(BASE).encode()).hexdigest()
    assert reviewed(BASE) == canonical(json.loads(reviewed(BASE)))


def test_the_digest_stays_the_same_from_version_to_version() -> None:
    """A change here makes every lock and every running bot look different: only on purpose."""
    assert digest(BASE) == "d4b66198f0b7c4576f90e63ab3b590c7ee6d7a38ce5c98f5bdc5e11e272cb74c"


def test_canonical_json() -> None:
    assert canonical({"b": 1, "a": ["é", None, True]}) == '{"a":["é",null,true],"b":1}'


def test_no_number_of_the_resolved_spec_is_a_float() -> None:
    assert "." not in "".join(character for character in _numbers(BASE))


def _numbers(tree: object) -> list[str]:
    match tree:
        case dict():
            return [text for value in tree.values() for text in _numbers(value)]
        case list():
            return [text for value in tree for text in _numbers(value)]
        case bool() | str() | None:
            return []
        case _:
            return [str(tree)]


def test_a_library_strategy_is_resolved_to_its_rules() -> None:
    start, end = RIGHT.index("params:"), RIGHT.index("sizing:")
    text = RIGHT[:start] + "strategy: {kind: mean_reversion_momentum, lookback: 15}\n" + RIGHT[end:]
    checked = judged(text=text)
    assert checked.context is not None
    strategy = resolve(checked.context)["strategy"]

    assert strategy["kind"] == "rules"
    assert strategy["params"]["lookback"] == "15"
    assert strategy["rank"] == "momentum"


def test_evidence_counts_wherever_the_bars_came_from() -> None:
    other = resolve(judged(("source: sample", "source: alpaca")).context)

    assert evidence_digest(other) == evidence_digest(BASE)
    assert behaviour_digest(other) != behaviour_digest(BASE)
    assert evidence_digest(resolve(context(("percent: 30%", "percent: 29%")))) != evidence_digest(BASE)


def test_limits_have_a_digest_of_their_own() -> None:
    assert limits_digest(resolve(context(("percent: 30%", "percent: 29%")))) == limits_digest(BASE)
    assert limits_digest(resolve(context(("max_position: 35%", "max_position: 36%")))) != limits_digest(BASE)
