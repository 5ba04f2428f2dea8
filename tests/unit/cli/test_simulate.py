"""`botspec simulate serve`: options become a configuration; what cannot be served exits 2 with the reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from botspec.cli.main import main
from botspec.simulator import serve as serving
from botspec.simulator.config import Config
from botspec.simulator.serve import Ready

PAGE = Path(__file__).parents[3] / "docs" / "simulator.md"
READY = Ready(
    "http://127.0.0.1:8000",
    "ws://127.0.0.1:8000/stream",
    "ws://127.0.0.1:8000/v2/iex",
    "ws://127.0.0.1:8000/v1beta3/crypto/us",
    "PKSIMULATED",
    "a-secret-made-up-at-every-start",
    "a-token-made-up-at-every-start",
    7,
)


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> Config:
    """The configuration that would be served."""
    served: list[Config] = []

    def serve(config: Config, announce: Any) -> None:
        served.append(config)
        announce(READY)

    monkeypatch.setattr(serving, "serve", serve)
    with pytest.raises(SystemExit) as caught:
        main(["simulate", "serve", *words])
    assert caught.value.code == 0
    return served[0]


def test_the_page_shows_what_is_printed(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    config = run(monkeypatch, "--port", "8000")
    assert capsys.readouterr().out in PAGE.read_text(encoding="utf-8")
    assert config.starts_at == datetime(2007, 1, 3, 14, 0, tzinfo=UTC)


def test_options(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    words = (
        "--symbols IBM,MSFT --from 2010-01-04 --to 2010-02-01 --cash 5000.5 --stepped --slippage-bps 5 --fees alpaca"
    )
    config = run(monkeypatch, *words.split(), "--account", "a.sqlite", "--rate-limit", "200", "--json")
    assert json.loads(capsys.readouterr().out) == {
        "url": READY.url,
        "trade_stream": READY.trade_stream,
        "data_stream": READY.data_stream,
        "crypto_stream": READY.crypto_stream,
        "key": READY.key,
        "secret": READY.secret,
        "control_token": READY.control_token,
        "pid": 7,
    }
    assert (config.symbols, config.cash, config.speed, config.slippage_bps, config.fees) == (
        ("IBM", "MSFT"),
        Decimal("5000.5"),
        None,
        Decimal(5),
        "alpaca",
    )
    assert (config.store, config.requests_per_minute) == ("a.sqlite", 200)
    assert config.last is not None
    assert config.last.isoformat() == "2010-02-01"


def test_bars_around_the_regular_hours_are_kept_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(monkeypatch, "--extended").extended
    assert not run(monkeypatch).extended


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--symbols", "XYZ"], "has no XYZ.csv"),
        (["--cash", "0"], "cash must be above zero"),
        (["--timeframe", "1Min"], "the shipped sample has daily bars only"),
        (["--from", "soon"], "soon is not a date"),
    ],
)
def test_what_cannot_be_served(words: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["simulate", "serve", *words])
    assert caught.value.code == 2
    assert message in capsys.readouterr().err
