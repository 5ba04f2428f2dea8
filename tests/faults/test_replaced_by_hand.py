"""An order of a live bot that its owner changes at the broker's page while nobody runs, through HTTP and back."""

from __future__ import annotations

import shutil

import pytest
import requests

from botspec.app.unattended import held_by
from botspec.domain.rows import FillRow, IntentRow, LegRow, NoteRow
from tests.faults.live_rehearsal import KEYS, SPEC, of

pytestmark = [
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),  # a process that ends closes its connections
]
LIMIT = "entry: {type: limit, price: close * 0.9, time_in_force: gtc}"
HEADERS = {"APCA-API-KEY-ID": KEYS["APCA_API_KEY_ID"], "APCA-API-SECRET-KEY": KEYS["APCA_API_SECRET_KEY"]}


@pytest.fixture
def reviewed():
    return SPEC.replace("entry: {type: market, time_in_force: day}", LIMIT), {}


def asked(host, method, path, **given):
    return requests.request(method, f"{host.origin.url}v2/{path}", headers=HEADERS, timeout=10, **given).json()


def test_what_took_its_place_is_the_bots_and_its_fills_are(trade, live_host):
    _, first, _ = trade(3)
    resting = asked(live_host, "GET", "orders?status=open")
    assert resting
    assert not held_by(first)
    old = resting[0]
    changes = {"qty": "7", "limit_price": str(round(float(old["limit_price"]) * 1.3, 2))}
    new = asked(live_host, "PATCH", f"orders/{old['id']}", json=changes)
    assert new["replaces"] == old["id"]

    done, rows, notes = trade(3)
    assert done.exit_code == 0
    (leg,) = [row for row in of(rows, LegRow) if row.intent.replaces]
    assert (leg.intent.request.client_order_id, leg.intent.replaces) == (new["client_order_id"], old["client_order_id"])
    fills = [row.fill for row in of(rows, FillRow) if row.fill.client_order_id == new["client_order_id"]]
    assert sum(fill.quantity for fill in fills) == 7
    codes = {row.code for row in of(rows, NoteRow)}
    assert "REPLACED" in codes
    assert "UNRECONCILED" not in codes
    assert any("changed by hand" in note and "quantity" in note for note in notes)
    names = [row.intent.request.client_order_id for row in of(rows, IntentRow)]
    assert len(names) == len(set(names))
