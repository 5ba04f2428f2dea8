"""What live bots are rehearsed with: a spec, keys, a simulator's account, and somebody who listens."""

from __future__ import annotations

from datetime import UTC, datetime

from botspec.gates.lock import read_lock, write_lock
from botspec.simulator.identity import account_number
from tests.faults.harness import SPECS

SEED = "live"
NUMBER = account_number(SEED)
FROM = datetime(2010, 4, 19, 20, 0, tzinfo=UTC)
SPEC = (SPECS / "rehearsal.yaml").read_text(encoding="utf-8").replace("mode: paper", "mode: live")
KEYS = {"APCA_API_KEY_ID": "AK" + "L" * 18, "APCA_API_SECRET_KEY": "s" * 40}


class Onlooker:
    def __init__(self):
        self.notes = []

    def note(self, text):
        self.notes.append(text)

    def finding(self, finding, _):
        self.notes.append(f"{finding.code} {finding.message}")

    def __getattr__(self, _):
        return lambda *_, **__: None


def of(rows, kind):
    return [row for row in rows if isinstance(row, kind)]


def dated(work, approved_at, expires_at):
    lock = read_lock("", work.lock.read_bytes())
    work.lock.write_text(write_lock(lock.model_copy(update={"approved_at": approved_at, "expires_at": expires_at})))
    work.commit("The lock, of that month")
