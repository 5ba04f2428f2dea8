"""The arm record: a person at this machine said once, at a terminal, that this very bot may start by itself."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, ValidationError

from botspec.gates.lock import Hex, Line, Moment

PHRASE = "YES I UNDERSTAND"


class ArmUnreadable(Exception):
    """The record is none; says why."""


class ArmRecord(BaseModel):
    """What was armed. `lock` names the approval, `host` the machine; `account` is masked to the last four."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bot: Line
    profile: Line
    digest: Hex
    lock: Hex
    account: Line
    operator: Line
    host: Hex
    armed_at: Moment
    expires_at: Moment

    def expired(self, now: datetime) -> bool:
        """True from the moment it expires."""
        return not now < self.expires_at


def phrase_for(last_four: str) -> str:
    """What a person types: that they understand, and which account they mean."""
    return f"{PHRASE} {last_four}"


def read_arm(text: str) -> ArmRecord:
    """The record in a file. Raises ArmUnreadable."""
    try:
        return ArmRecord.model_validate_json(text)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        raise ArmUnreadable(f"{'.'.join(map(str, problem['loc'])) or 'record'}: {problem['msg'].lower()}") from None


def write_arm(record: ArmRecord) -> str:
    """The text of a record."""
    return record.model_dump_json(indent=2) + "\n"
