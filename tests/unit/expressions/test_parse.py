"""What a rule means: binding, places, types and how much history it needs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from botspec.expressions import Names, Rule, Type, parse_condition, parse_number, parse_rule
from botspec.expressions.tree import (
    Ago,
    Apply,
    Arithmetic,
    Choose,
    Clock,
    Compare,
    Count,
    Elsewhere,
    Literal,
    Logic,
    Named,
    Negative,
    Not,
    OpeningRange,
    Pointwise,
    Position,
    Ranked,
    Series,
    Since,
    Slower,
    Tree,
)

NAMES = Names({"n": 14, "level": Decimal("30.5"), "share": 0.97})


def shape(tree: Tree) -> str:  # noqa: C901, PLR0911, PLR0912  (one line a case)
    """Fully bracketed."""
    match tree:
        case Literal():
            return f"{tree.value:g}"
        case Series() | Named():
            return tree.name
        case Negative():
            return f"(-{shape(tree.operand)})"
        case Not():
            return f"(not {shape(tree.operand)})"
        case Arithmetic() | Compare():
            return f"({shape(tree.left)} {tree.operator} {shape(tree.right)})"
        case Logic():
            return f"({f' {tree.operator} '.join(map(shape, tree.operands))})"
        case Ago():
            return f"{shape(tree.operand)}[{tree.bars}]"
        case Apply():
            field = f".{tree.indicator.outputs[tree.output]}" if tree.indicator.outputs else ""
            settings = ", ".join(f"{value:g}" for value in tree.settings)
            return f"{tree.indicator.name}({', '.join(map(shape, tree.arguments))}; {settings}){field}"
        case Pointwise():
            return f"{tree.function}({', '.join(map(shape, tree.operands))})"
        case Choose():
            return f"if_else({shape(tree.condition)}, {shape(tree.then)}, {shape(tree.otherwise)})"
        case Since():
            return f"since({shape(tree.operand)})"
        case Count():
            return f"count({shape(tree.operand)}; {tree.bars})"
        case Elsewhere():
            return f"of({tree.symbol}: {shape(tree.operand)})"
        case Ranked():
            return f"rank({shape(tree.operand)})"
        case Slower():
            return f"{'prior' if tree.prior else 'at'}({tree.timeframe}: {shape(tree.operand)})"
        case Clock():
            return tree.name
        case OpeningRange():
            return f"opening_range({tree.seconds}).{tree.output}"
        case Position():
            return f"position.{tree.field}"


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("1 + 2 * 3 - 4", "((1 + (2 * 3)) - 4)"),
        ("close / 2 / 4", "((close / 2) / 4)"),
        ("-close * 2", "((-close) * 2)"),
        ("- -close", "(-(-close))"),
        ("(1 + 2) * 3", "((1 + 2) * 3)"),
        ("5%", "0.05"),
        ("0.07%", "0.0007"),
        ("close[2]", "close[2]"),
        ("sma(close, n)[1]", "sma(close; 14)[1]"),
        ("-close[1]", "(-close[1])"),
        ("rsi(period=7, series=open)", "rsi(open; 7)"),
        ("sma(close, period = 7)", "sma(close; 7)"),
        ("atr(14)", "atr(high, low, close; 14)"),
        ("ema(rsi(hl2, 3), 5)", "ema(rsi(hl2; 3); 5)"),
        ("level * share", "(level * share)"),
        ("sma(\n  close,\r\n\tn )", "sma(close; 14)"),
        ("macd(close).signal", "macd(close; 12, 26, 9).signal"),
        ("macd(close, signal=5, fast=3).histogram[1]", "macd(close; 3, 26, 5).histogram[1]"),
        ("bbands(close, n, deviations=share).upper", "bbands(close; 14, 0.97).upper"),
        ("stoch(length=n).k", "stoch(high, low, close; 14, 3, 3).k"),
        ("donchian().lower", "donchian(high, low; 20).lower"),
        ("correl(close, volume, period=n)", "correl(close, volume; 14)"),
        ("ht_trendline(close)", "ht_trendline(close; )"),
        ("percentile(close, percentile=5)", "percentile(close; 30, 5)"),
        ("cdl_doji()", "cdl_doji(open, high, low, close; )"),
        ("max(close, 1, -open)", "max(close, 1, (-open))"),
        ("min(y=close, x=1)", "min(1, close)"),
        ("abs(close - open)", "abs((close - open))"),
        ("if_else(close > open, 1, low)", "if_else((close > open), 1, low)"),
        ("since(close > open)", "since((close > open))"),
        ("count(close > open, bars=n)", "count((close > open); 14)"),
        ("change(close)", "(close - close[1])"),
        ("returns(close, 5)", "((close / close[5]) - 1)"),
        ("zscore(close, 20)", "((close - sma(close; 20)) / stddev(close; 20))"),
        ("rank(roc(close, 5))", "rank(roc(close; 5))"),
        ('of("SPY", sma(close, 5))', "of(SPY: sma(close; 5))"),
        ("of('BRK.B', close)", "of(BRK.B: close)"),
        ('at("1Week", close)', "at(1Week: close)"),
        ("prior_session(high)", "prior(1Day: high)"),
        ("opening_range(15m).high", "opening_range(900).high"),
        ("opening_range(1h).low", "opening_range(3600).low"),
        ("vwap / vwap(20)", "(vwap / vwap(high, low, close, volume; 20))"),
        ("minutes_to_close + day_of_week", "(minutes_to_close + day_of_week)"),
    ],
)
def test_a_number_means(text: str, meaning: str) -> None:
    assert shape(parse_number(text, NAMES).tree) == meaning


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("close > 1 and open < 2 or not low == 3", "(((close > 1) and (open < 2)) or (not (low == 3)))"),
        ("not close > 1 and open > 2", "((not (close > 1)) and (open > 2))"),
        ("close > 1 or open > 2 or low > 3", "((close > 1) or (open > 2) or (low > 3))"),
        ("30 < close < 70", "((30 < close) and (close < 70))"),
        ("70 >= close > 30", "((70 >= close) and (close > 30))"),
        ("close + 1 != open * 2", "((close + 1) != (open * 2))"),
        ("not (close > 1)", "(not (close > 1))"),
        ("(close > 1)[3]", "(close > 1)[3]"),
        ("crosses_above(close, 5)", "((close[1] <= 5[1]) and (close > 5))"),
        ("crosses_below(close, level=open)", "((close[1] >= open[1]) and (close < open))"),
    ],
)
def test_a_condition_means(text: str, meaning: str) -> None:
    assert shape(parse_condition(text, NAMES).tree) == meaning


def test_every_part_knows_its_place() -> None:
    text = "  close > (sma(close, 20) * 1.02) and x"
    rule = parse_condition(text, Names(lets={"x": parse_condition("open > 1", Names())}))
    tree = rule.tree
    assert isinstance(tree, Logic)
    compare, named = tree.operands
    assert isinstance(compare, Compare)
    assert isinstance(compare.right, Arithmetic)
    assert text[tree.start : tree.end] == text.strip()
    assert text[compare.right.start : compare.right.end] == "(sma(close, 20) * 1.02)"
    assert text[compare.right.left.start : compare.right.left.end] == "sma(close, 20)"
    assert text[named.start : named.end] == "x"


def test_a_chain_computes_its_middle_once() -> None:
    tree = parse_condition("30 < rsi(close, 14) < 70", Names()).tree
    assert isinstance(tree, Logic)
    first, second = tree.operands
    assert isinstance(first, Compare)
    assert isinstance(second, Compare)
    assert first.right is second.left


def test_names_stand_for_what_came_before() -> None:
    strength = parse_rule("rsi(close, n)", NAMES)
    weak = parse_rule("strength < level", Names(NAMES.params, {"strength": strength}))
    assert (strength.type, weak.type) == (Type.NUMBER, Type.CONDITION)
    both = parse_condition("weak and strength > 5", Names({}, {"strength": strength, "weak": weak}))
    assert shape(both.tree) == "(weak and (strength > 5))"
    assert both.lookback == 14


def _history(rule: Rule) -> tuple[int, int]:
    return rule.lookback, rule.warmup


@pytest.mark.parametrize(
    ("text", "lookback", "warmup"),
    [
        ("close", 0, 0),
        ("5", 0, 0),
        ("close[3]", 3, 3),
        ("sma(close, 20)", 19, 19),
        ("sma(close, 1)", 0, 0),
        ("roc(close, 60)", 60, 60),
        ("highest(high, 20)[1]", 20, 20),
        ("ema(close, 1)", 0, 0),
        ("ema(close, 9)", 8, 8 + 42),  # 0.8 ** 42 = 0.000085, 0.8 ** 41 = 0.000106
        ("rsi(close, 2)", 2, 2 + 14),  # 0.5 ** 14 = 0.000061, 0.5 ** 13 = 0.000122
        ("atr(2)", 2, 2 + 14),
        ("sma(rsi(close, 2), 5)", 6, 6 + 14),
        ("sma(close, 200) - rsi(close, 2)", 199, 199),
        ("macd(close).signal", 33, 33 + 120 + 42),
        ("of('SPY', sma(close, 20))[1]", 20, 20),
        ("rank(sma(close, 20))", 19, 19),
        ("zscore(close, 20)", 19, 19),
        ("count(close > close[3], 5)", 7, 7),
        ("since(sma(close, 5) > open)", 5, 5),
        ("close[5] + close[2]", 5, 5),
    ],
)
def test_history_needed(text: str, lookback: int, warmup: int) -> None:
    assert _history(parse_number(text, Names())) == (lookback, warmup)


def test_history_of_conditions() -> None:
    assert _history(parse_condition("crosses_above(close, sma(close, 50))", Names())) == (50, 50)
    assert _history(parse_condition("close > 1 and close[7] > 2", Names())) == (7, 7)
