"""Asking Alpaca, and telling apart what can go wrong. Nothing of alpaca-py or requests leaves here raw."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from requests import ConnectionError as ConnectionBroken
from requests import JSONDecodeError, Timeout

from botspec.adapters.alpaca.budget import BudgetSpent
from botspec.adapters.alpaca.sdk import APIError, RESTClient
from botspec.adapters.system.http import HostRefused, RedirectRefused
from botspec.adapters.system.secret import Credentials
from botspec.adapters.system.transport import HeldBack, NotConnected, held_by
from botspec.domain.outcomes import HELD
from botspec.ports.broker import CredentialsRefused, Unavailable

ClientT = TypeVar("ClientT", bound=RESTClient)
_UNAUTHORIZED, _FORBIDDEN, _TOO_MANY, _SERVER = 401, 403, 429, 500
_AUTHENTICATION = ("unauthorized", "forbidden", "not authorized", "access key", "request is not authorized")


@dataclass(frozen=True, slots=True)
class Answer:
    """HTTP 2xx and a body that is JSON, or no body (None)."""

    value: object


@dataclass(frozen=True, slots=True)
class HttpError:
    """HTTP 4xx or 5xx. `message` is None when the body was not a JSON object with one."""

    status: int
    code: str
    message: str | None

    @property
    def authentication(self) -> bool:
        """The keys were refused: 401, or a 403 that gives no business code and says so."""
        if self.message is None:
            return False
        said = any(word in self.message.lower() for word in _AUTHENTICATION)
        return self.status == _UNAUTHORIZED or (self.status == _FORBIDDEN and not self.code and said)

    @property
    def transient(self) -> bool:
        """Asking again later may help: also where the body, cut off or a proxy's, does not say what is wrong."""
        return self.message is None or self.status == _TOO_MANY or self.status >= _SERVER

    def __str__(self) -> str:
        told = self.message if self.message is not None else "a body that is not Alpaca's"
        return f"HTTP {self.status}{' ' + self.code if self.code else ''}: {told}"


@dataclass(frozen=True, slots=True)
class Lost:
    """The request may have arrived; no usable answer came back."""

    why: str


@dataclass(frozen=True, slots=True)
class NeverSent:
    """Not a byte of the request was written."""

    why: str


Result = Answer | HttpError | Lost | NeverSent


class Connection(Generic[ClientT]):
    """A guarded client, and what its failures mean."""

    def __init__(self, client: ClientT, credentials: Credentials) -> None:
        self._client = client
        self._credentials = credentials

    def ask(self, question: Callable[[ClientT], object]) -> Result:
        """Put `question` once; never raises an Exception."""
        try:
            return Answer(question(self._client))
        except Exception as error:  # noqa: BLE001 - whatever it is, the outcome is not known (alpaca-py raises six kinds)
            return self._failure(error)

    def ask_unless(self, held: Callable[[], bool], question: Callable[[ClientT], object]) -> Result:
        """`ask`, unless `held` says no: looked at before, and again once connected, right before bytes leave."""
        if held():
            return NeverSent(HELD)
        with held_by(held):
            return self.ask(question)

    def read(self, what: str, question: Callable[[ClientT], object]) -> object:
        """The answer to a question that changes nothing. Raises Unavailable, CredentialsRefused."""
        return self.value(what, self.ask(question))

    def value(self, what: str, result: Result) -> object:
        """The value of an answer. Raises Unavailable, CredentialsRefused."""
        match result:
            case Answer(value=value):
                return value
            case HttpError() as error if error.authentication or error.status == _UNAUTHORIZED:
                raise CredentialsRefused(
                    f"Alpaca refused the keys of account '{self._credentials.account}' ({error}): generate new ones at "
                    "https://app.alpaca.markets (a reset of a paper account makes its old keys useless)"
                )
            case HttpError() as error:
                raise Unavailable(f"Alpaca: {what}: {error}", retry=error.transient)
            case Lost(why=why) | NeverSent(why=why):
                raise Unavailable(f"Alpaca: {what}: {why}")

    def close(self) -> None:
        """Let go of the connection."""
        self._client._session.close()

    def withhold(self, text: str) -> str:
        """`text` as it may be shown."""
        return self._credentials.withhold(text)

    def _failure(self, error: Exception) -> HttpError | Lost | NeverSent:
        if isinstance(error, APIError):
            return self._http_error(error)
        if isinstance(error, HeldBack):
            return NeverSent(HELD)
        if isinstance(error, (HostRefused, BudgetSpent, NotConnected)):
            return NeverSent(str(error))
        return Lost(_plainly(error))

    def _http_error(self, error: APIError) -> HttpError | Lost:
        status = error.status_code
        if not isinstance(status, int):
            return Lost("an HTTP error without a status")
        code, message = _body(error.args[0] if error.args else None)
        return HttpError(status, self.withhold(code), None if message is None else self.withhold(message))


def _body(text: object) -> tuple[str, str | None]:
    """Code and message of Alpaca's error body; no message when it is anything else."""
    try:
        body = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict) or not isinstance(body.get("message"), str):
        return "", None
    code = body.get("code")
    return (str(code) if isinstance(code, (int, str)) else ""), body["message"]


def _plainly(error: Exception) -> str:
    if isinstance(error, Timeout):
        return "no answer in time"
    if isinstance(error, RedirectRefused):
        return str(error)
    if isinstance(error, ConnectionBroken):
        return "the connection broke"
    if isinstance(error, JSONDecodeError):
        return "an answer that is not JSON"
    return f"an unexpected answer ({type(error).__name__})"
