"""Real git repositories with a bot that could go live, in a temporary folder."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "987651234"
APPROVER = "Ben Approver <ben@example.com>"
SPEC = """\
version: 1
id: dip
mode: live
account: main
capital: 25000 USD
universe: {symbols: [AAPL, IBM]}
data: {source: alpaca}
strategy:
  kind: rules
  long:
    enter: rsi(close, 14) < 35
    exit: rsi(close, 14) > 55
sizing: {kind: percent_of_equity, percent: 30%}
risk:
  limits: {max_position: 35%, max_order_notional: 35%, max_orders_per_minute: 10, max_price_deviation: 3%}
  guards:
    - {kind: daily_loss, limit: 3%, action: halt, release: manual}
    - {kind: drawdown, limit: 12%, from: peak, action: flatten, release: manual}
schedule: {submit: after_open}
"""
POLICY = """\
version: 1
ceilings: {capital: 50000 USD}
approval:
  branch: main
  valid_for: 30d
"""


@dataclass(frozen=True, slots=True)
class Work:
    """A work tree; its author is Ann."""

    root: Path

    @property
    def spec(self) -> Path:
        return self.root / "specs" / "dip.yaml"

    @property
    def lock(self) -> Path:
        return self.root / "specs" / "dip.lock.yaml"

    @property
    def policy(self) -> Path:
        return self.root / "botspec.policy.yaml"

    def git(self, *words: str) -> str:
        command = ["git", "-C", str(self.root), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def commit(self, message: str = "a change") -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", message)

    def change(self, path: Path, old: str, new: str) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")


def a_repository(root: Path, spec: str = SPEC, policy: str | None = POLICY) -> Work:
    """One commit on main: the spec, and the policy above it."""
    work = Work(root)
    root.mkdir(exist_ok=True)
    work.git("init", "-q", "-b", "main")
    work.git("config", "user.name", "Ann Author")
    work.git("config", "user.email", "ann@example.com")
    work.spec.parent.mkdir()
    work.spec.write_text(spec, encoding="utf-8")
    if policy is not None:
        work.policy.write_text(policy, encoding="utf-8")
    work.commit("A bot")
    return work
