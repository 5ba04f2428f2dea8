"""Ids that are the same in every run: assets, the account, corporate actions."""

from __future__ import annotations

from uuid import UUID, uuid5

NAMESPACE = UUID("0b2f9f5e-6a43-5f0e-8f0c-0d8c5a3c2a11")


def asset_id(symbol: str) -> str:
    """The id of a symbol's asset."""
    return str(uuid5(NAMESPACE, f"asset {symbol}"))


def account_id(seed: str) -> str:
    """The id of the account."""
    return str(uuid5(NAMESPACE, f"account {seed}"))


def account_number(seed: str) -> str:
    """A number that looks like a paper account's and says that it is simulated."""
    return "PASIM" + uuid5(NAMESPACE, f"number {seed}").hex[:7].upper()


def action_id(*parts: object) -> str:
    """The id of a corporate action."""
    return str(uuid5(NAMESPACE, " ".join(map(str, parts))))
