"""The lock of a spec: what exactly was approved, by whom, on what evidence and until when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import pbkdf2_hmac
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, ValidationError

from botspec.spec.canonical import canonical, digest_of
from botspec.spec.compose import read
from botspec.spec.document import Document

HEAD = """\
# Written by botspec approve, reviewed and committed like any file. Whoever changes a line, or the spec, approves again.
"""
_ROUNDS = 100_000
_HEX = r"^[0-9a-f]{64}$"
_LINE = r"^[^\x00-\x1f\x7f]{1,200}$"

Hex = Annotated[str, Field(pattern=_HEX)]
Line = Annotated[str, Field(pattern=_LINE)]
Moment = Annotated[AwareDatetime, PlainSerializer(lambda at: at.isoformat(timespec="seconds"), return_type=str)]
Exact = Annotated[Decimal, PlainSerializer(lambda number: f"{number:f}", return_type=str)]


class LockUnreadable(Exception):
    """The file is no lock; says where and why."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class LockedAccount(_Frozen):
    """Which account: the profile of its keys, the last four of its number, and `check`, which knows all of it."""

    profile: Line
    number: Annotated[str, Field(pattern=r"^\*{4}[0-9A-Z]{4}$")]
    check: Hex

    @property
    def last_four(self) -> str:
        """What a person types to say that they mean this account."""
        return self.number[-4:]


class LockedFeed(_Frozen):
    """Where the bars come from."""

    source: Line
    history: Line
    live: Line


class Evidence(_Frozen):
    """One run that was looked at: its journal's head, and what it came to.

    Of `orders` on paper `alike` came out the same from the bars its journal keeps; None where none was decided again.
    """

    mode: Line
    run: Line
    journal: Hex
    behaviour: Hex
    sessions: int
    trades: int
    max_drawdown: Exact
    slippage: Exact | None = None
    limits: tuple[Line, ...] = ()
    orders: int | None = None
    alike: int | None = None


class Lock(_Frozen):
    """An approval. `policy` is None where there is no policy; `evidence` in the order it was given."""

    lock: Literal[1] = 1
    bot: Line
    mode: Line
    digest: Hex
    behaviour: Hex
    limits: Hex
    plugins: Mapping[str, Hex] = Field(default_factory=dict)
    policy: Hex | None = None
    account: LockedAccount
    feed: LockedFeed
    semantics: int
    author: Line | None = None
    approver: Line
    approved_at: Moment
    expires_at: Moment
    evidence: tuple[Evidence, ...] = ()
    signature: str | None = None

    @property
    def signed_text(self) -> bytes:
        """What a signature is of: everything but the signature, as canonical JSON."""
        return canonical(self.tree(signature=False)).encode()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the signed text: names this approval."""
        return digest_of(self.tree(signature=False))

    def tree(self, *, signature: bool = True) -> dict[str, Any]:
        """Plain values in the order of the file, without what says nothing."""
        tree: dict[str, Any] = self.model_dump(mode="json", exclude_none=True)
        if not signature:
            tree.pop("signature", None)
        return tree


def account_check(number: str, digest: str) -> str:
    """What a lock for the spec of `digest` keeps of an account's number, beside its last four.

    Two accounts may share their last four, never this. Salted by the spec and slow on purpose: a number has few digits.
    """
    return pbkdf2_hmac("sha256", number.encode(), f"botspec account {digest}".encode(), _ROUNDS).hex()


def mask_number(number: str) -> str:
    """An account number as it may be written down: the last four."""
    return f"****{number[-4:]}"


def read_lock(path: str, content: bytes) -> Lock:
    """The lock in a file. Raises LockUnreadable."""
    document = read(path, content)
    if not isinstance(document, Document):
        first = document[0]
        raise LockUnreadable(f"{path}:{first.span.line}:{first.span.column}: {first.message}")
    tree: dict[str, Any] = dict(document.tree)
    if tree.get("lock") == "1":
        tree["lock"] = 1
    try:
        return Lock.model_validate(tree)
    except ValidationError as error:
        raise LockUnreadable(_complaint(document, error)) from None


def _complaint(document: Document, error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    where: tuple[str | int, ...] = problem["loc"]
    while where and not document.has(where):
        where = where[:-1]
    span = document.value_span(where) if where else None
    place = f"{document.path}:{span.line}:{span.column}" if span is not None else document.path
    return f"{place}: {'.'.join(map(str, problem['loc']))}: {problem['msg'].lower()}"


def write_lock(lock: Lock) -> str:
    """The text of a lock file."""
    return HEAD + "".join(_lines(lock.tree(), 0))


def _lines(tree: Mapping[str, Any], depth: int) -> list[str]:
    return [line for key, value in tree.items() for line in _entry(key, value, "  " * depth)]


def _entry(key: str, value: object, indent: str) -> list[str]:
    match value:
        case dict() if value:
            return [
                f"{indent}{key}:\n",
                *(line for name, item in value.items() for line in _entry(name, item, indent + "  ")),
            ]
        case list() if value:
            return [f"{indent}{key}:\n", *(f"{indent}  - {_flow(item)}\n" for item in value)]
        case str() if "\n" in value:
            body = "".join(f"{indent}  {line}\n" for line in value.splitlines())
            return [f"{indent}{key}: |\n{body}"]
        case _:
            return [f"{indent}{key}: {_flow(value)}\n"]


def _flow(value: object) -> str:
    """A value in YAML's flow style: every text in quotes, so that nothing in it can mean anything else."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case str():
            return json.dumps(value, ensure_ascii=False)
        case _:
            return str(value)


def days_left(lock: Lock, now: datetime) -> float:
    """Days until it expires; negative when it has."""
    return (lock.expires_at - now).total_seconds() / 86_400
