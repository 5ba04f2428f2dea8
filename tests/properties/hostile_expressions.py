"""Strings that try to break the rule language: they must give findings, never anything else.

`python -m tests.properties.hostile_expressions --count 100000 --seed 1`
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Iterator

from botspec.expressions import (
    Names,
    PositionUse,
    Rule,
    RuleError,
    RuleErrors,
    Setting,
    parse_condition,
    parse_number,
    parse_rule,
)
from botspec.expressions.bounds import MAX_CHARACTERS
from botspec.spec.words import Timeframe

NAMES = Names(
    {"n": 14, "half": 0.5},
    {"trend": parse_number("sma(close, 200)", Names())},
    later=("after",),
    setting=Setting(("SPY", "A"), Timeframe.MINUTES_5),
    position=PositionUse.HERE,
)
PARSERS = (parse_condition, parse_number, parse_rule)
WORDS = re.split(
    " ",
    "close open volume hl2 macd( bbands( donchian( max( min( abs( since( count( if_else( zscore( rank( of( at( "
    'prior_session( opening_range( ht_trendline( cdl_doji( .signal .upper .high .gain "SPY" "1Day" 1bar 15m vwap '
    "minutes_to_close day_of_week fast= "
    "sma( ema( rsi( atr( crosses_above( highest( n half trend after vwap of( position . , = == "
    "!= < <= > >= + - * / ( ) [ ] [1] [0] and or not 5 14 0.5 5% 15m 20 bars 'a' \" && || ** // % if else lambda : "
    "__class__ series= period= 1e9 999999999999 \n \t \x00 é ≥ \U0001d7d9 \u202e \ud800 0x10 .5 1_0 True None ; # $ "
    "{ }",
)
RULES = (
    "rsi(close, n) < 30 and close > sma(close, 200)",
    "30 < rsi(close, period=14) < 70 or not crosses_above(close, trend * 1.02)",
    "(close - sma(close, 20)) / stddev(close, 20) < -1 and roc(close, 60) > 0",
    "crosses_above(macd(close, 12, slow=26).macd, macd(close).signal) and since(close > vwap) <= 5 bars",
    'rank(returns(close, n)) <= 3 and of("SPY", close > sma(close, 200)) or at("1Day", zscore(close, n)) < -half',
    "if_else(opening_range(15m).high < close, bbands(close, n, 2).upper, prior_session(high)) > max(open, 1, low)",
    "position.gain < -3% or position.bars_held > 20 bars or count(cdl_engulfing() > 0, 5) == 2",
    "(close > open)[1] and close[2] >= highest(high, 5)[1] - 5% * atr(14)",
)
REPEATED = ("(", "-", "not ", "sma(", "close[", "1+", "close > 1 and ", "a.", "1<", "5%", "))", "close,", "-(", "\n")


def strings(count: int, seed: int) -> Iterator[str]:
    """`count` strings, the same for the same seed."""
    source = random.Random(seed)  # noqa: S311  (not a secret: a repeatable variety)
    makers = (_noise, _words, _mutation, _repetition)
    for number in range(count):
        yield makers[number % len(makers)](source)


def _noise(source: random.Random) -> str:
    return "".join(
        chr(source.choice((source.randrange(128), source.randrange(0x11_0000)))) for _ in range(_length(source))
    )


def _words(source: random.Random) -> str:
    gap = source.choice(("", " "))
    return gap.join(source.choice(WORDS) for _ in range(_length(source)))


def _mutation(source: random.Random) -> str:
    text = source.choice(RULES)
    for _ in range(source.randrange(1, 4)):
        start = source.randrange(len(text) + 1)
        stop = min(len(text), start + source.randrange(4))
        text = text[:start] + source.choice(WORDS) + text[stop:]
    return text


def _repetition(source: random.Random) -> str:
    part = source.choice(REPEATED)
    times = source.randrange(1, MAX_CHARACTERS // len(part) + 5)
    return part * times + source.choice(RULES) * source.randrange(2)


def _length(source: random.Random) -> int:
    return source.choice((source.randrange(6), source.randrange(40), source.randrange(200)))


def accepts(text: str) -> bool:
    """Whether `text` is a rule. Any exception but RuleErrors, and any false place, gets through."""
    return sum(_accepts(text, parse) for parse in PARSERS) > 0


def _accepts(text: str, parse: Callable[[str, Names], Rule]) -> bool:
    try:
        rule = parse(text, NAMES)
    except RuleErrors as errors:
        _check_errors(text, errors.errors)
        return False
    assert 0 <= rule.lookback <= rule.warmup
    return True


def _check_errors(text: str, errors: tuple[RuleError, ...]) -> None:
    assert errors, text
    for error in errors:
        assert 0 <= error.start <= error.end <= len(text), (text, error)
        assert (error.message + error.hint).isprintable(), (text, error)


def main() -> None:
    """The long run."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--count", type=int, default=100_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    accepted = sum(accepts(text) for text in strings(chosen.count, chosen.seed))
    print(f"{chosen.count} strings, {accepted} of them rules, no other exception")  # noqa: T201  (a command)


if __name__ == "__main__":
    main()
