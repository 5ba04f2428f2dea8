"""What other tools call the keys and words of the language: for findings that name ours."""

from __future__ import annotations

from collections.abc import Iterable

from botspec.diagnostics.nearest import nearest

_KEYS: dict[str, tuple[str, ...]] = {
    "id": ("name", "bot", "strategy_id", "title"),
    "symbols": ("tickers", "assets", "instruments", "pairs", "stocks", "watchlist"),
    "timeframe": ("interval", "resolution", "bar_size", "frequency", "period"),
    "enter": ("entry", "buy", "open", "long_entry", "signal"),
    "exit": ("sell", "close", "leave", "long_exit"),
    "let": ("indicators", "variables", "define"),
    "from": ("start", "start_date", "begin", "since"),
    "to": ("end", "end_date", "until"),
    "capital": ("budget", "funds", "balance"),
    "cash": ("initial_cash", "starting_cash", "balance"),
    "path": ("file", "folder", "dir", "directory"),
    "time_in_force": ("tif",),
    "kind": ("type", "name"),
    "limit": ("max", "threshold", "value", "percent"),
    "max_open_positions": ("max_positions", "max_open_trades"),
    "stop_loss": ("stop", "sl", "stoploss"),
    "take_profit": ("target", "tp", "takeprofit"),
    "percent": ("size", "fraction", "weight", "ratio", "percentage"),
}
_WORDS: dict[str, tuple[str, ...]] = {
    "1Min": ("1m", "1min", "minute", "1T"),
    "5Min": ("5m", "5min", "5T"),
    "15Min": ("15m", "15min", "15T"),
    "30Min": ("30m", "30min", "30T"),
    "1Hour": ("1h", "1H", "60m", "60min", "hour", "hourly", "1hour"),
    "4Hour": ("4h", "4H", "240m", "4hour"),
    "1Day": ("1d", "1D", "d", "D", "day", "daily", "1day", "24h"),
    "1Week": ("1w", "1W", "w", "W", "week", "weekly", "1week"),
    "1Month": ("1M", "M", "month", "monthly", "1month"),
    "backtest": ("backtesting", "back-test", "test"),
    "simulate": ("simulation", "sim", "dry_run", "dry-run"),
    "paper": ("paper_trading", "paper-trading", "demo"),
    "market": ("mkt",),
    "limit": ("lmt",),
    "gtc": ("good_till_canceled", "good_til_canceled"),
    "alpaca": ("broker", "alpaca-py"),
    "bar_close": ("close", "on_close"),
    "after_open": ("next_open", "open", "market_open"),
    "flatten": ("close_all", "liquidate", "sell_all"),
    "halt": ("stop", "pause"),
    "block_entries": ("no_entries", "block", "stop_entries"),
}


def key_meant(key: str, free: Iterable[str]) -> str | None:
    """The key that is meant: the nearest of those that are not written yet, or what others call so."""
    candidates = list(free)
    return _said_so(key, candidates, _KEYS) or nearest(key, candidates)


def word_meant(word: str, words: Iterable[str]) -> str | None:
    """The word that is meant, likewise."""
    candidates = list(words)
    return _said_so(word, candidates, _WORDS) or nearest(word, candidates)


def same_word(word: str, words: Iterable[str]) -> str | None:
    """The word that others write so, when only that can be meant."""
    return _said_so(word, list(words), _WORDS)


def _said_so(said: str, candidates: list[str], table: dict[str, tuple[str, ...]]) -> str | None:
    found = [ours for ours in candidates if said in table.get(ours, ())]
    return found[0] if len(found) == 1 else None
