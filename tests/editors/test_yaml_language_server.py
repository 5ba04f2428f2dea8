"""In an editor, a spec that starts with the modeline is completed and explained key by key, blocks included."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from botspec.compiler.catalog import Family, find, kinds
from tests.editors.language_server import CARET, LanguageServer, installed
from tests.specs.test_quickstart_variants import QUICKSTART

ROOT = Path(__file__).parents[2]
STRATEGY = QUICKSTART[QUICKSTART.index("  kind: mean_rev") : QUICKSTART.index("\nsizing:")]
ENTRY = "  entry: {type: market, time_in_force: day}"
GUARD = next(line for line in QUICKSTART.splitlines() if "kind: daily_loss" in line)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[LanguageServer]:
    program = installed()
    if isinstance(program, str):
        pytest.skip(program)
    with LanguageServer(program, ROOT) as started:
        yield started


def test_the_spec_starts_with_the_modeline() -> None:
    assert QUICKSTART.startswith("# yaml-language-server: $schema=../schemas/spec-v1.schema.json\n")


@pytest.mark.parametrize(
    ("old", "new", "offered"),
    [
        ("mode: simulate", "mode: ‸", {"backtest", "simulate", "paper"}),
        ("  timeframe: 1Day", "  ‸", {"timeframe", "path", "feed"}),
        ("source: sample", "source: ‸", {"sample", "files", "alpaca"}),
        (ENTRY, "  entry:\n    ‸", {"type", "time_in_force", "price"}),
        (ENTRY, "  entry: {type: ‸}", {"market", "limit"}),
        (ENTRY, "  entry: {ty‸}", {"type"}),
        ("    max_orders_per_minute: 10", "    ‸", {"max_orders_per_minute"}),
        (GUARD, "    - kind: ‸", {"daily_loss", "drawdown"}),
        (GUARD, "    - kind: daily_loss\n      ‸", {"limit", "action", "release"}),
        (GUARD, "    - kind: daily_loss\n      action: ‸", {"block_entries", "halt", "flatten"}),
        (GUARD, "    - kind: daily_loss\n      release: ‸", {"manual", "next_session", "{after: 3d}"}),
        (STRATEGY, "  kind: ‸\n", set(kinds(Family.STRATEGY))),
        (STRATEGY, "  kind: rules\n  ‸\n", {"let", "long", "rank"}),
        (STRATEGY, "  kind: rules\n  long:\n    ‸\n", {"enter", "exit"}),
        ("  exit_z: 0.5", "  ‸", {"exit_z"}),
        ("  cash: 100000 USD", "  ‸", {"cash", "max_participation"}),
        ("slippage: {kind: bps, bps: 5}", "slippage:\n    kind: ‸", set(kinds(Family.SLIPPAGE))),
    ],
)
def test_completion(server: LanguageServer, old: str, new: str, offered: set[str]) -> None:
    assert old in QUICKSTART
    found = server.completion(QUICKSTART.replace(old, new, 1))

    assert offered <= found.keys()
    assert not any("object Object" in label for label in found)


def test_a_kind_is_completed_with_what_it_does(server: LanguageServer) -> None:
    found = server.completion(QUICKSTART.replace(STRATEGY, "  kind: ‸\n", 1))

    for kind in kinds(Family.STRATEGY):
        entry = find(Family.STRATEGY, kind)
        assert entry is not None
        assert found[kind].startswith(entry.summary[:60])


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("mode: simulate", "The most this spec may do"),
        ("symbols:", "Symbols, in the order that settles ties."),
        ("universe:", "What may be traded."),
        ("time_in_force:", "How long the order lives."),
        ("max_position:", "The most one symbol may weigh"),
        ("action:", "What a trip does."),
        ("from: peak", "What it fell from"),
        ("after:", "How long to wait after a trip."),
        ("kind: drawdown", "Stop after falling too far from a high."),
        ("lookback:", "Bars of the mean and its deviation."),
        ("from: 2007", "First day."),
        ("percent:", "Part of the bot's equity to put into each new position"),
    ],
)
def test_hover(server: LanguageServer, word: str, said: str) -> None:
    assert word in QUICKSTART
    found = server.hover(QUICKSTART.replace(word, word[:2] + CARET + word[2:], 1))

    assert said in found
    assert found.startswith(f"#### {word.partition(':')[0]}".replace("_", "\\_"))


def test_what_is_right_is_not_underlined_and_what_is_wrong_is(server: LanguageServer) -> None:
    assert server.mistakes(QUICKSTART) == []
    assert server.mistakes(QUICKSTART.replace("percent: 30%", "percent: 30")) != []
    assert "Property max_positon is not allowed." in server.mistakes(
        QUICKSTART.replace("max_position:", "max_positon:")
    )
