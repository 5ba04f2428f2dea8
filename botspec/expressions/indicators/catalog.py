"""All indicators by name: a new one is a file and a line here."""

from __future__ import annotations

from botspec.expressions.indicators.atr import ATR
from botspec.expressions.indicators.ema import EMA
from botspec.expressions.indicators.highest import HIGHEST
from botspec.expressions.indicators.lowest import LOWEST
from botspec.expressions.indicators.roc import ROC
from botspec.expressions.indicators.rsi import RSI
from botspec.expressions.indicators.sma import SMA
from botspec.expressions.indicators.stddev import STDDEV

INDICATORS = {indicator.name: indicator for indicator in (SMA, EMA, RSI, ATR, ROC, STDDEV, HIGHEST, LOWEST)}
