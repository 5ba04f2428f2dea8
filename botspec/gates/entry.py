"""The gates on the other side of the wire: is it that account, and do the clocks agree."""

from __future__ import annotations

from botspec.gates.facts import AccountFacts
from botspec.gates.gate import CREDENTIALS, Gate, Verdict, passed
from botspec.gates.lock import account_check, mask_number
from botspec.gates.token import PapersPassed

MOST_SKEW_SECONDS = 2.0


def entry_gates(asked: PapersPassed, found: AccountFacts) -> tuple[Gate, ...]:
    """Account and clock, in this order."""
    return (_account(asked, found), _status(found), _clock(found))


def _account(asked: PapersPassed, found: AccountFacts) -> Gate:
    like = len(asked.last_four) == len("1234") and found.number.endswith(asked.last_four)
    if like and (not asked.account or account_check(found.number, asked.digest) == asked.account):
        return passed("account", mask_number(found.number))
    other = "another one that ends alike" if like else f"account {mask_number(found.number)}"
    told = f"the keys belong to {other}, approved was ****{asked.last_four}"
    return Gate(
        "account", Verdict.FAILED, told, "use the keys of that account, or approve this one", exit_code=CREDENTIALS
    )


def _status(found: AccountFacts) -> Gate:
    if found.status == "ACTIVE" and not found.blocked:
        return passed("account-open", "active")
    told = f"the account is {found.status}{' and blocked' if found.blocked else ''}"
    return Gate("account-open", Verdict.FAILED, told, "see https://app.alpaca.markets", exit_code=CREDENTIALS)


def _clock(found: AccountFacts) -> Gate:
    if abs(found.skew_seconds) <= MOST_SKEW_SECONDS:
        return passed("clock", f"{abs(found.skew_seconds):.1f} s off Alpaca's")
    told = (
        f"this machine's clock is {abs(found.skew_seconds):.1f} s off Alpaca's, {MOST_SKEW_SECONDS:.0f} s are allowed"
    )
    return Gate("clock", Verdict.FAILED, told, "set the clock (NTP)", transient=True)
