"""Where orders go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from botspec.domain.account import AccountSnapshot
from botspec.domain.events import BrokerEvent
from botspec.domain.intents import Intent
from botspec.domain.orders import Changes, Order
from botspec.domain.outcomes import SubmitOutcome
from botspec.market.slice import Slice


class Unavailable(Exception):
    """The broker or data could not be read: the answer is unknown, never empty. `retry` is False when it never will."""

    def __init__(self, message: str, *, retry: bool = True) -> None:
        super().__init__(message)
        self.retry = retry


class CredentialsRefused(Exception):
    """Keys are missing, wrong or of another account (exit 4)."""


class Broker(Protocol):
    """An account that fills orders. All methods are synchronous and bounded in time."""

    def submit(self, intent: Intent, at: datetime) -> SubmitOutcome:
        """Send the intent's order exactly once; the caller has journalled it. Never raises for an ambiguous outcome."""
        ...

    def submit_all(
        self, intents: Sequence[Intent], at: datetime, held: Callable[[], bool]
    ) -> Iterator[tuple[Intent, SubmitOutcome]]:
        """Send several, each as `submit` does; outcomes come as they are known, in any order.

        What has not left yet does not leave once `held` says so: it is NotSent.
        """
        ...

    def replace(self, client_order_id: str, new_client_order_id: str, changes: Changes, at: datetime) -> SubmitOutcome:
        """Put a new order in the place of a working one; the caller has journalled it. Never raises, as `submit`."""
        ...

    def cancel_all(self, client_order_ids: Sequence[str], at: datetime) -> None:
        """Ask to cancel each; every one is asked before Unavailable is raised for those that could not be."""
        ...

    def cancel(self, client_order_id: str, at: datetime) -> bool:
        """Ask to cancel; True when the broker took the request, False when it is too late or not known yet."""
        ...

    def find(self, client_order_id: str) -> Order | None:
        """Look an order up; None is "not found", which is no proof of absence. Raises Unavailable."""
        ...

    def advance(self, until: datetime, bars: Slice | None) -> Sequence[BrokerEvent]:
        """Catch up to `until` and tell what changed since the last call. Idempotent, bounded. Raises Unavailable.

        An in-process exchange fills against `bars`; a remote broker ignores them and polls what is not terminal.
        """
        ...

    def snapshot(self) -> AccountSnapshot:
        """Account, positions and open orders, read completely. Raises Unavailable."""
        ...
