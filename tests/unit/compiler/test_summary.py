from __future__ import annotations

import pytest

from botspec.compiler.summary import summarize
from botspec.compiler.summary_strategy import and_list
from tests.unit.compiler.specs import context, judged

RULES = (
    "It buys when strength < oversold and sells when strength > 55. When not all fit, "
    "the highest -strength comes first."
)


def test_the_bot_in_plain_english() -> None:
    assert summarize(context()) == (
        "dip-buyer trades AAPL, MSFT, GOOG and IBM on daily bars (source sample), long only.",
        RULES,
        "Here strength is rsi(close, 14) and oversold is 30.",
        "Each entry is sized by percent_of_equity (percent 30%).",
        "Decisions fall at each bar's close; orders leave after the next open. Orders are market orders (day).",
        "An order is denied beyond max_position 35% and max_open_positions 3, or beyond its own cash.",
        "A daily_loss of 2% means a halt, positions kept, until 3d later.",
        "A drawdown of 8% from the peak means everything closed, until a person releases it.",
    )


def test_limit_orders_and_other_releases() -> None:
    sentences = summarize(
        context(
            ("type: market", "type: limit, price: close * 0.99"),
            ("release: manual", "release: next_session"),
            ("action: halt", "action: block_entries"),
        )
    )

    assert sentences[4].endswith("Entries are limit orders at close * 0.99 (day), exits market orders (day).")
    assert sentences[6] == "A daily_loss of 2% means no more entries, until 3d later."
    assert sentences[7].endswith("until the next session.")


def test_every_exit_beside_the_rules_is_told_and_which_of_them_rest() -> None:
    exits = "stop_loss: 4%, take_profit: 8%, time_limit: 5 bars, before_close: 10m, rest_at_broker: [stop_loss]"
    checked = judged(("schedule:", f"exits: {{{exits}}}\nschedule:")).context
    assert checked is not None
    assert summarize(checked)[5] == (
        "A position is also closed by stop_loss 4% (rests at the broker), take_profit 8%, time_limit 5 bars "
        "and before_close 10m."
    )


def test_both_sides() -> None:
    short = "  short: {enter: strength > 80, exit: strength < 50}\n  rank:"
    checked = judged(("  rank:", short)).context
    assert checked is not None
    sentences = summarize(checked)

    assert sentences[0].endswith("(source sample), long and short.")
    assert sentences[1].startswith(
        "It buys when strength < oversold and sells when strength > 55. It sells short when "
    )


def test_other_guards_and_none() -> None:
    edits = (
        (
            "{kind: daily_loss, limit: 2%, action: halt, release: {after: 3d}}",
            "{kind: cooldown, after: loss, wait: 3 bars}",
        ),
        ("action: flatten", "action: warn"),
    )
    checked = judged(*edits).context
    assert checked is not None

    assert summarize(checked)[-2:] == (
        "A cooldown holds (after loss, scope symbol, wait 3 bars).",
        "A drawdown of 8% from the peak means a warning, until a person releases it.",
    )


def test_lists() -> None:
    assert [and_list(words) for words in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        (
            [
                (
                    "entry: {type: market, time_in_force: day}",
                    "entry: {type: limit, price: close, unfilled_after: {wait: 7h, then: reprice, cap: 1%}}",
                )
            ],
            "limit orders at close (day, unfilled after 7h: sent again at the market's price up to 1% away)",
        ),
        (
            [
                (
                    "entry: {type: market, time_in_force: day}",
                    "entry: {type: market, notional: true, unfilled_after: {wait: 7h, then: cancel}}",
                ),
                ("percent: 30%", "percent: 30%, fractional: true"),
            ],
            "market orders in USD (day, unfilled after 7h: canceled)",
        ),
        (
            [
                (
                    "entry: {type: market, time_in_force: day}",
                    "entry: {long: {type: limit, price: close}, short: {type: market}}",
                )
            ],
            "limit orders at close (day) on the long side and market orders (day) on the short side",
        ),
    ],
)
def test_how_orders_are_sent(edits: list[tuple[str, str]], told: str) -> None:
    assert told in " ".join(summarize(context(*edits)))
