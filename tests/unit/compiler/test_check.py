from __future__ import annotations

import pytest

from botspec.compiler.check import check
from botspec.diagnostics.source import Span
from tests.unit.compiler.specs import RIGHT, codes, judged

REFUSES = "botspec run refuses it"


def places(*edits: tuple[str, str]) -> list[tuple[str, str, int, int, str]]:
    return [
        (found.code, found.where, found.span.line, found.span.column, found.label) for found in judged(*edits).findings
    ]


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ((("mode:", "mdoe:"),), ("BS101", "mdoe", 3, 1, "did you mean 'mode'?")),
        ((("submit:", "sumbit:"),), ("BS101", "schedule.sumbit", 23, 12, "did you mean 'submit'?")),
        ((("  rank:", "  rnak:"),), ("BS101", "strategy.rnak", 14, 3, "did you mean 'rank'?")),
        ((("    exit:", "    exti:"),), ("BS101", "strategy.long.exti", 13, 5, "did you mean 'exit'?")),
        (
            (("from: peak", "since: peak"),),
            ("BS101", "risk.guards[1] (drawdown).since", 22, 35, "did you mean 'from'?"),
        ),
        ((("data:", "dtaa:"),), ("BS101", "dtaa", 5, 1, "did you mean 'data'?")),
        ((("id: dip-buyer\n", ""),), ("BS102", "", 1, 1, "add id: dip-buyer")),
        ((("{from: 2007-01-03, ", "{"),), ("BS102", "simulation.period", 25, 3, "add from: 2007-01-03")),
        ((("  kind: rules\n", ""),), ("BS102", "strategy", 7, 1, "add kind: ...")),
        ((("limit: 2%, ", ""),), ("BS102", "risk.guards[0] (daily_loss)", 21, 7, "add limit: 2%")),
        ((("{submit: after_open}", "after_open"),), ("BS103", "schedule", 23, 11, "write key: value")),
        ((("[AAPL, MSFT, GOOG, IBM]", "AAPL"),), ("BS103", "universe.symbols", 4, 21, "write [AAPL]")),
        ((("[AAPL, MSFT, GOOG, IBM]", "[]"),), ("BS105", "universe.symbols", 4, 21, "write at least one")),
        ((("AAPL, MSFT", "AAPL, msft"),), ("BS108", "universe.symbols[1]", 4, 28, "write MSFT")),
        (
            (("from: peak", "from: top"),),
            ("BS106", "risk.guards[1] (drawdown).from", 22, 41, "write peak, start or day_open"),
        ),
        (
            (("action: halt", "action: hlat"),),
            ("BS106", "risk.guards[0] (daily_loss).action", 21, 45, "did you mean 'halt'?"),
        ),
        (
            (("3d", "3"),),
            ("BS104", "risk.guards[0] (daily_loss).release.after", 21, 68, "say which unit: 3s, 3m, 3h or 3d"),
        ),
        (
            (("max_position: 35%", "max_position: {a: 1}"),),
            ("BS103", "risk.limits.max_position", 19, 26, "write 35%, 12000 USD or 100 shares"),
        ),
        ((("source: sample", "source: sample, cache: a"),), ("BS107", "data.cache", 5, 24, "remove it")),
        ((("35%, max", "35%, no_entry: {}, max"),), ("BS102", "risk.limits.no_entry", 19, 31, "add first: 15m")),
        (
            (("35%, max", "35%, allowed_symbols: [AAPL, msft], max"),),
            ("BS108", "risk.limits.allowed_symbols[1]", 19, 55, "write MSFT"),
        ),
        ((("kind: rules", "kind: rule"),), ("BS201", "strategy.kind", 8, 9, "did you mean 'rules'?")),
        ((("oversold: 30", "oversold: "),), ("BS109", "params.oversold", 6, 10, "write a value, or remove the key")),
        ((("oversold: 30", "Oversold: 30"),), ("BS108", "params.Oversold", 6, 10, "write oversold")),
        ((("params:", "parms:"),), ("BS101", "parms", 6, 1, "did you mean 'params'?")),
        (
            (("oversold: 30", "oversold: thirty"),),
            ("BS103", "params.oversold", 6, 20, "write a plain number, such as 14 or 0.5"),
        ),
        (
            (("rank: -strength", "rank: [a]"),),
            ("BS103", "strategy.rank", 14, 9, "write a rule, such as close > sma(close, 200)"),
        ),
        ((("rsi(close, 14)", "rsi(close, 14"),), ("BS010", "strategy.let.strength", 10, 18, "add )")),
        ((("{oversold: 30}", "{close: 30, oversold: 30}"),), ("BS204", "params.close", 6, 10, "choose another name")),
        (
            (("    strength:", "    oversold: close\n    strength:"),),
            ("BS204", "strategy.let.oversold", 10, 5, "choose another name"),
        ),
        (
            (("market, ", "limit, price: close > 1, "),),
            ("BS111", "orders.entry.price", 17, 31, "write the number itself, without comparing it"),
        ),
    ],
    ids=lambda value: value[0][1] if isinstance(value[0], tuple) else None,
)
def test_one_mistake_is_one_finding_at_its_key_or_value(
    edits: tuple[tuple[str, str], ...], expected: tuple[str, str, int, int, str]
) -> None:
    assert places(*edits) == [expected]


def test_all_mistakes_of_shape_and_rules_are_said_at_once() -> None:
    found = codes(("mode:", "mdoe:"), ("30%", "0.3"), ("-strength", "-strenght"), ("35%", "35"), ("halt", "hlt"))

    assert found == ["BS101", "BS203", "BS104", "BS104", "BS106"]


def test_sense_waits_until_the_shape_is_right() -> None:
    assert codes(("mode:", "mdoe:"), ("after_open", "now")) == ["BS101"]
    assert codes(("after_open", "now")) == ["BS501"]


def test_sense_does_not_wait_for_the_rules() -> None:
    assert codes(("-strength", "-strenght"), ("after_open", "now")) == ["BS203", "BS501"]


def test_an_unknown_version_is_the_only_finding() -> None:
    assert codes(("version: 1", "version: 2"), ("mode:", "mdoe:"), ("30%", "0.3")) == ["BS110"]


def test_a_secret_is_found_also_where_the_text_cannot_be_read() -> None:
    assert codes(("id: dip-buyer", "id: [PKXXXXXXXXXXXXXXXXXX")) == ["BS005", "BS405"]


def test_findings_come_in_the_order_of_the_text() -> None:
    lines = [found.span.line for found in judged(("30%", "0.3"), ("mode:", "mdoe:"), ("35%", "35")).findings]

    assert lines == sorted(lines)


@pytest.mark.parametrize(
    "rule",
    ["'strength < over'", '"strength < over"', ">-\n      strength\n      < over", "|\n      strength < over"],
    ids=["single", "double", "folded", "literal"],
)
def test_a_mistake_in_a_rule_is_found_in_every_style(rule: str) -> None:
    checked = judged(("strength < oversold", rule))
    (found,) = [finding for finding in checked.findings if finding.code == "BS203"]
    line = checked.source.line(found.span.line)

    assert line[found.span.column - 1 : found.span.end_column - 1] == "over"


def test_windows_line_ends_change_nothing() -> None:
    broken = RIGHT.replace("30%", "0.3")
    one, other = check("a", broken.encode()), check("a", broken.replace("\n", "\r\n").encode())

    assert one.findings == other.findings
    assert one.findings[0].span == Span(15, 44, 15, 47)


def test_the_symbols_on_no_and_true_are_symbols() -> None:
    symbols = ("[AAPL, MSFT, GOOG, IBM], benchmark: IBM", "[ON, NO, TRUE]")

    assert codes(("source: sample", "source: files, path: bars"), symbols) == []


def test_a_library_strategy_needs_no_rules_and_takes_no_params_of_the_spec() -> None:
    text = RIGHT[: RIGHT.index("strategy:")] + "strategy: {kind: mean_reversion_momentum, lookback: 15}\n"
    text += RIGHT[RIGHT.index("sizing:") :]

    assert [found.code for found in judged(text=text).findings] == ["BS309"]
    assert [found.code for found in judged(("lookback: 15", "lookback: 1"), text=text).findings] == ["BS105"]
    assert [found.code for found in judged(("lookback", "lockback"), text=text).findings] == ["BS101"]
