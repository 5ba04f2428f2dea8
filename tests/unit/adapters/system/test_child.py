"""Attaching to a running simulator: only to one on this machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from botspec.adapters.system.child import attach

LINE = {"url": "http://127.0.0.1:9/", "key": "k", "secret": "s", "control_token": "t", "pid": 1}


@pytest.mark.parametrize(
    "told",
    [
        {**LINE, "url": "https://paper-api.alpaca.markets"},
        {**LINE, "url": "http://127.0.0.1:80@example.org/"},
        {**LINE, "url": 7},
        {},
        [],
        None,
    ],
)
def test_an_address_that_is_none_of_this_machine_is_no_simulator(told: object, tmp_path: Path) -> None:
    address = tmp_path / "simulator.json"
    address.write_text(json.dumps(told))

    assert attach(address) is None
