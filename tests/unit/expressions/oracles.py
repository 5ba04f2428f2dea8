"""Every documented indicator a second time, as its formula says: plain, slow, without TA-Lib.

Each takes columns and settings and gives one list a value; None where it has none yet. Nothing of botspec is used.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import fmean, pstdev

Values = Sequence[float]
Numbers = list[float]
NAN = math.nan


def rolling(values: Values, bars: int, of: Callable[[Values], float]) -> Numbers:
    return [of(values[end - bars : end]) if end >= bars else NAN for end in range(1, len(values) + 1)]


def skipped(values: Values) -> tuple[int, Values]:
    start = next((index for index, value in enumerate(values) if not math.isnan(value)), len(values))
    return start, values[start:]


def smoothed(values: Values, period: int, alpha: float) -> Numbers:
    start, known = skipped(values)
    if len(known) < period:
        return [NAN] * len(values)
    average = fmean(known[:period])
    answer = [NAN] * (start + period - 1) + [average]
    for value in known[period:]:
        average += (value - average) * alpha
        answer.append(average)
    return answer


def sma(values: Values, period: int) -> Numbers:
    start, known = skipped(values)
    return [NAN] * start + rolling(known, period, fmean)


def ema(values: Values, period: int) -> Numbers:
    return smoothed(values, period, 2 / (period + 1))


def rma(values: Values, period: int) -> Numbers:
    return smoothed(values, period, 1 / period)


def wma(values: Values, period: int) -> Numbers:
    start, known = skipped(values)
    weights = range(1, period + 1)
    each = rolling(
        known, period, lambda window: sum(w * v for w, v in zip(weights, window, strict=True)) / sum(weights)
    )
    return [NAN] * start + each


def dema(values: Values, period: int) -> Numbers:
    once = ema(values, period)
    return [2 * a - b for a, b in zip(once, ema(once, period), strict=True)]


def tema(values: Values, period: int) -> Numbers:
    once = ema(values, period)
    twice = ema(once, period)
    return [3 * a - 3 * b + c for a, b, c in zip(once, twice, ema(twice, period), strict=True)]


def trima(values: Values, period: int) -> Numbers:
    return sma(sma(values, period // 2 + 1), (period + 1) // 2)


def hma(values: Values, period: int) -> Numbers:
    raw = [2 * a - b for a, b in zip(wma(values, period // 2), wma(values, period), strict=True)]
    return wma(raw, math.isqrt(period))


def zlema(values: Values, period: int) -> Numbers:
    lag = (period - 1) // 2
    led = [NAN] * lag + [2 * values[i] - values[i - lag] for i in range(lag, len(values))]
    return ema(led, period)


def kama(values: Values, period: int) -> Numbers:
    answer = [NAN] * len(values)
    average = values[period - 1]
    for i in range(period, len(values)):
        moves = sum(abs(values[j] - values[j - 1]) for j in range(i - period + 1, i + 1))
        efficiency = abs(values[i] - values[i - period]) / moves if moves else 1.0
        average += (values[i] - average) * (efficiency * (2 / 3 - 2 / 31) + 2 / 31) ** 2
        answer[i] = average
    return answer


def vwma(volume: Values, values: Values, period: int) -> Numbers:
    money = [a * b for a, b in zip(values, volume, strict=True)]
    return [a / b for a, b in zip(rolling(money, period, sum), rolling(volume, period, sum), strict=True)]


def changes(values: Values) -> Numbers:
    return [NAN, *(b - a for a, b in pairwise(values))]


def rsi(values: Values, period: int) -> Numbers:
    up = rma([NAN, *(max(move, 0.0) for move in changes(values)[1:])], period)
    down = rma([NAN, *(max(-move, 0.0) for move in changes(values)[1:])], period)
    return [100 * a / (a + b) if a + b else NAN for a, b in zip(up, down, strict=True)]


def place(values: Values, high: Values, low: Values, bars: int) -> Numbers:
    tops, floors = rolling(high, bars, max), rolling(low, bars, min)
    return [100 * (v - b) / (t - b) if t != b else NAN for v, t, b in zip(values, tops, floors, strict=True)]


def stochrsi(values: Values, period: int, length: int, smooth: int) -> tuple[Numbers, Numbers]:
    strength = rsi(values, period)
    start, known = skipped(strength)
    k = [NAN] * start + place(known, known, known, length)
    d = sma(k, smooth)
    return [NAN if math.isnan(b) else a for a, b in zip(k, d, strict=True)], d


def stoch(high: Values, low: Values, close: Values, length: int, smooth: int, signal: int) -> tuple[Numbers, Numbers]:
    k = sma(place(close, high, low, length), smooth)
    d = sma(k, signal)
    return [NAN if math.isnan(b) else a for a, b in zip(k, d, strict=True)], d


def macd(values: Values, fast: int, slow: int, signal: int) -> tuple[Numbers, Numbers, Numbers]:
    fast, slow = min(fast, slow), max(fast, slow)
    quick = [NAN] * (slow - fast) + ema(values[slow - fast :], fast)
    line = [a - b for a, b in zip(quick, ema(values, slow), strict=True)]
    trigger = ema(line, signal)
    known = [NAN if math.isnan(b) else a for a, b in zip(line, trigger, strict=True)]
    return known, trigger, [a - b for a, b in zip(known, trigger, strict=True)]


def apo(values: Values, fast: int, slow: int) -> Numbers:
    fast, slow = min(fast, slow), max(fast, slow)
    return [a - b for a, b in zip(ema(values, fast), ema(values, slow), strict=True)]


def ppo(values: Values, fast: int, slow: int) -> Numbers:
    return [100 * a / b for a, b in zip(apo(values, fast, slow), ema(values, max(fast, slow)), strict=True)]


def earlier(values: Values, bars: int) -> Numbers:
    return [*[NAN] * bars, *values[: len(values) - bars]]


def roc(values: Values, period: int) -> Numbers:
    return [100 * (a / b - 1) for a, b in zip(values, earlier(values, period), strict=True)]


def mom(values: Values, period: int) -> Numbers:
    return [a - b for a, b in zip(values, earlier(values, period), strict=True)]


def willr(high: Values, low: Values, close: Values, period: int) -> Numbers:
    return [value - 100 for value in place(close, high, low, period)]


def hlc3(high: Values, low: Values, close: Values) -> Numbers:
    return [(a + b + c) / 3 for a, b, c in zip(high, low, close, strict=True)]


def cci(high: Values, low: Values, close: Values, period: int) -> Numbers:
    def of(window: Values) -> float:
        mean = fmean(window)
        spread = fmean([abs(value - mean) for value in window])
        return (window[-1] - mean) / (0.015 * spread) if spread else 0.0

    return rolling(hlc3(high, low, close), period, of)


def aroon(high: Values, low: Values, period: int) -> tuple[Numbers, Numbers]:
    def since(window: Values, best: float) -> float:
        return 100 * (period - window[::-1].index(best)) / period

    up = rolling(high, period + 1, lambda window: since(list(window), max(window)))
    return up, rolling(low, period + 1, lambda window: since(list(window), min(window)))


def true_range(high: Values, low: Values, close: Values) -> Numbers:
    bars = range(1, len(close))
    return [NAN, *(max(high[i] - low[i], abs(high[i] - close[i - 1]), abs(low[i] - close[i - 1])) for i in bars)]


def ultosc(high: Values, low: Values, close: Values, short: int, middle: int, long: int) -> Numbers:
    pressure = [0.0, *(close[i] - min(low[i], close[i - 1]) for i in range(1, len(close)))]
    ranges = true_range(high, low, close)

    def average(i: int, bars: int) -> float:
        return sum(pressure[i - bars + 1 : i + 1]) / sum(ranges[i - bars + 1 : i + 1])

    start = max(short, middle, long)
    bars = sorted((short, middle, long))
    known = [
        100 * sum(weight * average(i, count) for weight, count in zip((4, 2, 1), bars, strict=True)) / 7
        for i in range(start, len(close))
    ]
    return [NAN] * start + known


def wilder_sum(values: Values, period: int) -> Numbers:
    """From the sum of the first period - 1 known values on, each taking 1/period of the sum away."""
    answer = [NAN] * len(values)
    total = sum(values[1:period])
    for i in range(period, len(values)):
        total += values[i] - total / period
        answer[i] = total
    return answer


def directions(high: Values, low: Values, close: Values, period: int) -> tuple[Numbers, Numbers]:
    rises, falls = changes(high), [-move for move in changes(low)]
    plus = [a if a > b and a > 0 else 0.0 for a, b in zip(rises, falls, strict=True)]
    minus = [b if b > a and b > 0 else 0.0 for a, b in zip(rises, falls, strict=True)]
    ranges = wilder_sum(true_range(high, low, close), period)
    ratios = [[100 * a / b for a, b in zip(wilder_sum(moves, period), ranges, strict=True)] for moves in (plus, minus)]
    return ratios[0], ratios[1]


def plus_di(high: Values, low: Values, close: Values, period: int) -> Numbers:
    return directions(high, low, close, period)[0]


def minus_di(high: Values, low: Values, close: Values, period: int) -> Numbers:
    return directions(high, low, close, period)[1]


def adx(high: Values, low: Values, close: Values, period: int) -> Numbers:
    plus, minus = directions(high, low, close, period)
    return rma([100 * abs(a - b) / (a + b) for a, b in zip(plus, minus, strict=True)], period)


def trix(values: Values, period: int) -> Numbers:
    return roc(ema(ema(ema(values, period), period), period), 1)


def mfi(high: Values, low: Values, close: Values, volume: Values, period: int) -> Numbers:
    typical = hlc3(high, low, close)
    moves = changes(typical)
    flow = [a * b for a, b in zip(typical, volume, strict=True)]
    up = rolling([f if m > 0 else 0.0 for f, m in zip(flow, moves, strict=True)], period, sum)
    down = rolling([f if m < 0 else 0.0 for f, m in zip(flow, moves, strict=True)], period, sum)
    return [NAN if i < period else 100 * a / (a + b) for i, (a, b) in enumerate(zip(up, down, strict=True))]


def obv(close: Values, volume: Values) -> Numbers:
    total = [volume[0]]
    for i in range(1, len(close)):
        total.append(total[-1] + volume[i] * ((close[i] > close[i - 1]) - (close[i] < close[i - 1])))
    return total


def stddev(values: Values, period: int) -> Numbers:
    return rolling(values, period, pstdev)


def bbands(values: Values, period: int, deviations: float) -> tuple[Numbers, Numbers, Numbers]:
    middle, spread = sma(values, period), stddev(values, period)
    ends = [[m + sign * deviations * s for m, s in zip(middle, spread, strict=True)] for sign in (1, -1)]
    return ends[0], middle, ends[1]


def donchian(high: Values, low: Values, period: int) -> tuple[Numbers, Numbers, Numbers]:
    upper, lower = rolling(high, period, max), rolling(low, period, min)
    return upper, [(a + b) / 2 for a, b in zip(upper, lower, strict=True)], lower


def atr(high: Values, low: Values, close: Values, period: int) -> Numbers:
    return rma(true_range(high, low, close), period)


def natr(high: Values, low: Values, close: Values, period: int) -> Numbers:
    return [100 * a / b for a, b in zip(atr(high, low, close, period), close, strict=True)]


def keltner(
    high: Values, low: Values, close: Values, period: int, atr_period: int, multiplier: float
) -> tuple[Numbers, Numbers, Numbers]:
    late = max(period - 1, atr_period)
    first, second = late - period + 1, late - atr_period  # both averages give their first value at the same bar
    middle = [NAN] * first + ema(hlc3(high, low, close)[first:], period)
    spread = [NAN] * second + atr(high[second:], low[second:], close[second:], atr_period)
    ends = [[m + sign * multiplier * s for m, s in zip(middle, spread, strict=True)] for sign in (1, -1)]
    known = [NAN if math.isnan(top) else m for top, m in zip(ends[0], middle, strict=True)]
    return ends[0], known, ends[1]


def variance(values: Values, period: int) -> Numbers:
    return [spread**2 for spread in stddev(values, period)]


def line(window: Values) -> tuple[float, float]:
    bars = range(len(window))
    middle, mean = fmean(bars), fmean(window)
    slope = sum((x - middle) * (y - mean) for x, y in zip(bars, window, strict=True)) / sum(
        (x - middle) ** 2 for x in bars
    )
    return slope, mean + slope * (len(window) - 1 - middle)


def linreg(values: Values, period: int) -> Numbers:
    return rolling(values, period, lambda window: line(window)[1])


def linreg_slope(values: Values, period: int) -> Numbers:
    return rolling(values, period, lambda window: line(window)[0])


def covariance(x: Values, y: Values) -> float:
    return fmean([a * b for a, b in zip(x, y, strict=True)]) - fmean(x) * fmean(y)


def correl(x: Values, y: Values, period: int) -> Numbers:
    answer = [NAN] * (period - 1)
    for end in range(period, len(x) + 1):
        a, b = x[end - period : end], y[end - period : end]
        answer.append(covariance(a, b) / (pstdev(a) * pstdev(b)))
    return answer


def beta(x: Values, y: Values, period: int) -> Numbers:
    moves = [[NAN, *(b / a - 1 for a, b in pairwise(s))] for s in (x, y)]
    answer = [NAN] * period
    for end in range(period + 1, len(x) + 1):
        a, b = moves[0][end - period : end], moves[1][end - period : end]
        answer.append(covariance(a, b) / covariance(b, b))
    return answer


def percent_rank(values: Values, period: int) -> Numbers:
    return [
        NAN if i < period else 100 * sum(v < values[i] for v in values[i - period : i]) / period
        for i in range(len(values))
    ]


def vwap(high: Values, low: Values, close: Values, volume: Values, period: int) -> Numbers:
    return vwma(volume, hlc3(high, low, close), period)


def sar(high: Values, low: Values, step: float, most: float) -> Numbers:
    rising = not (low[0] - low[1] > max(high[1] - high[0], 0.0))
    stop, extreme, speed = (low[0], high[1], step) if rising else (high[0], low[1], step)
    answer = [NAN]
    before = (high[1], low[1])
    for i in range(1, len(high)):
        top, floor = high[i], low[i]
        if floor <= stop if rising else top >= stop:
            rising = not rising
            stop = max(extreme, before[0], top) if not rising else min(extreme, before[1], floor)
            answer.append(stop)
            speed, extreme = step, (top if rising else floor)
        else:
            answer.append(stop)
            if (top > extreme) if rising else (floor < extreme):
                extreme, speed = (top if rising else floor), min(speed + step, most)
        stop += speed * (extreme - stop)
        stop = min(stop, before[1], floor) if rising else max(stop, before[0], top)
        before = (top, floor)
    return answer


def highest(values: Values, period: int) -> Numbers:
    return rolling(values, period, max)


def lowest(values: Values, period: int) -> Numbers:
    return rolling(values, period, min)


def sum_of(values: Values, period: int) -> Numbers:
    return rolling(values, period, sum)


def supertrend(high: Values, low: Values, close: Values, period: int, multiplier: float) -> tuple[Numbers, Numbers]:
    spread = atr(high, low, close, period)
    lines, trends = [NAN] * len(close), [NAN] * len(close)
    top = floor = trend = NAN
    for i in range(period, len(close)):
        middle = (high[i] + low[i]) / 2
        upper, lower = middle + multiplier * spread[i], middle - multiplier * spread[i]
        if not math.isnan(top):
            upper = upper if upper < top or close[i - 1] > top else top
            lower = lower if lower > floor or close[i - 1] < floor else floor
            trend = 1.0 if close[i] > top and trend < 0 else -1.0 if close[i] < floor and trend > 0 else trend
        else:
            trend = 1.0
        top, floor = upper, lower
        lines[i], trends[i] = (lower if trend > 0 else upper), trend
    return lines, trends


ORACLES: dict[str, Callable[..., object]] = {
    each.__name__: each
    for each in (
        sma, ema, wma, rma, dema, tema, trima, hma, zlema, kama, vwma, rsi, stochrsi, stoch, macd, ppo, apo, roc, mom,
        willr, cci, aroon, ultosc, adx, plus_di, minus_di, trix, mfi, obv, bbands, donchian, keltner, sar, supertrend,
        atr, natr, true_range, stddev, variance, highest, lowest, vwap, linreg, linreg_slope, correl, beta,
        percent_rank,
    )
} | {"sum": sum_of}  # fmt: skip
