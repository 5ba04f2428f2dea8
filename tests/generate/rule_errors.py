"""Write tests/golden/expressions/rule_errors.txt: every sort of mistake in a rule, and what is said about it.

`python -m tests.generate.rule_errors`; read the difference before it is committed.
"""

from __future__ import annotations

from pathlib import Path

from botspec.expressions import Names, RuleErrors, Setting, parse_condition, parse_number
from botspec.spec.words import Timeframe

TARGET = Path(__file__).parents[1] / "golden" / "expressions" / "rule_errors.txt"
NAMES = Names(
    {"period": 14, "half": 1.5},
    {"trend": parse_number("sma(close, 200)", Names())},
    later=("momentum",),
    setting=Setting(("IBM", "SPY"), Timeframe.MINUTES_15),
)
CONDITIONS = """
close
close > 5 and 3
not close
close + (close > 3) > 5
(close > 5) > 3
close = 5
close = 5 && open < 3 || !(low > 2)
close is 5
close > 5 AND open > 5
close => 5
close =< 5
close <> 5
close ≥ 5
close ** 2 > 4
close ^ 2 > 4
close // 2 > 4
close % 2 > 4
5 % > close
close >
close > 5 and
not
> 5
close > * 5
and close > 5
close > +5
close > .5
(close > 5
close > 5)
()
close[1
close[] > 4
close[-1] > 4
close[1.5] > 4
close[period] > 4
close 5
close > 5 open > 5
sma(close, 20) crosses above close
ta.rsi(close, 14) < 30
3 atr(14) > 1
1,000 < close
1_000 < close
1e5 < close
14x < close
if close > 5
close > 5 if open > 5 else low > 5
lambda: 0
close in open
True
None
"close" > 5
close > 'five
close > 5 # oversold
close > 5; open > 5
close > $5
close > 5\u00a0
{close} > 5
x := 5
close.shape > 3
().__class__ > 3
close > sma
sma > 5
close(1) > 5
trend(5) > 5
closs > 5
clsoe > 5 and opne > 5 and hihg > 5
trned > 5
momentum > 5
xyzzy > 5
smaa(close, 5) > 5
print(close) > 5
__import__(close) > 5
sma(close) > 5
sma(5) > 5
rsi() > 5
sma(close, 5, 6) > 5
sma(close, lenght=5) > 5
sma(close, peroid=5) > 5
sma(close, period=5, period=6) > 5
sma(series=close, 5) > 5
sma(close 5) > 5
sma(close, 5 > 5
sma(close,
sma(5, 20) > 5
sma(close, 0) > 5
sma(close, -3) > 5
sma(close, 10001) > 5
rsi(close, 1) > 5
sma(close, 14.5) > 5
sma(close, half) > 5
sma(close, close) > 5
sma(close, 20%) > 5
sma(close, 20 bars) > 5
sma(close, 15m) > 5
15m > 5
20 bars > 5
close > 5 > 3 < 2
crosses_above(close) and close > 5
crosses_above(close, open > 5)
crosses_above(close, 5) > 3
macd(close) > 0
macd(close).singal > 0
macd(close).value > 0
macd(close, 12, 26, 9, 5).signal > 0
macd(close, slow=0).signal > 0
macd > 0
macd.signal > 0
sma(close, 5).upper > 0
trend.upper > 0
bbands(close, deviations=close).upper > close
bbands(close, deviations=2000).upper > close
bbands(close, period=1.5).upper > close
stoch(close).k > 20
obv(close) > 5
macdd(close).signal > 0
htt_trendline(close) > 5
ht_trendline(5) > 5
cdl_engulfing(close) > 5
typical_price() > 5
std(close, 20) > 1
ma(close, 20) > 1
SMA(close, 20) > 5
max(close) > 5
max(close, open > 5) > 5
max(close, open, x=5) > 5
abs(close, open) > 5
abs(close > 5) > 5
since(close) > 5
since(close > open) and close > 5
since(close > open) > 5m
20 bars > 5 bars
count(close > open) > 2
count(close > open, 0) > 2
count(close > open, close) > 2
count(close, 5) > 2
if_else(close, 1, 2) > 1
if_else(close > open, 1, close > 2) > 1
if_else(close > open, 1) > 1
change(5) > 1
change(close, 0) > 1
returns(close, 1.5) > 1
zscore(close) > 2
zscore(close, 1) > 2
rank(5) <= 3
rank(close > open) <= 3
rank(rank(close)) <= 3
of(SPY, close) > 5
of("SPX", close) > 5
of("IBN", close) > 5
of("SPY") > 5
of("SPY", close, 5) > 5
of("SPY", of("IBM", close)) > 5
of("SPY", rank(close)) > 5
of(15m, close) > 5
at("1D", close) > 5
at("1day", close) > 5
at(1Day, close) > 5
at("1Min", close) > 5
at("15Min", close) > 5
at("5Min", close) > 5
at("1Day", of("SPY", close)) > 5
at("1Day", at("1Week", close)) > 5
at("1Day", vwap) > 5
at("1Day", opening_range(15m).high) > 5
prior_session(prior_session(close)) > 5
opening_range(15m) > close
opening_range(15m).close > close
opening_range(15).high > close
opening_range("15m").high > close
opening_range(20m).high > close
opening_range(1d).high > close
opening_range().high > close
vwap() > close
vwap(close, 5) > close
minutes_since_open() > 5
minutes_since_open > 5m
day_of_week == "Monday"
position > 5
position() > 5
position.gain > 5%
position.gains > 5%
position.bars_held > 20 bars
at("1Week", sma(close, 10000)) > at("1Month", sma(close, 10000))
equity > 5
cash > 5
"""
NUMBERS = """
close > 5
-(close > 5)
crosses_above(close, 5)
trend and 5
"""


def show(text: str, errors: RuleErrors) -> str:
    """The rule and, below it, each mistake with its caret."""
    lines = [text]
    for error in errors.errors:
        caret = "^" * max(1, error.end - error.start)
        hint = f" -- {error.hint}" if error.hint else ""
        lines.append(f"{' ' * error.start}{caret} {error.kind}: {error.message}{hint}")
    return "\n".join(lines)


def golden() -> str:
    """The whole file."""
    parts = []
    for parse, rules in ((parse_condition, CONDITIONS), (parse_number, NUMBERS)):
        for text in rules.strip("\n").split("\n"):
            try:
                parse(text, NAMES)
            except RuleErrors as errors:
                parts.append(show(text, errors))
            else:
                raise AssertionError(text)
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(golden(), encoding="utf-8")
