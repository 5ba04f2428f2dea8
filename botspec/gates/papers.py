"""The gates on this side of the wire, in the order they are asked. Each is a pure function of what was found."""

from __future__ import annotations

from collections.abc import Callable

from botspec.domain.modes import Mode
from botspec.gates.evidence import evidence_missing
from botspec.gates.facts import Missing, Papers
from botspec.gates.gate import CREDENTIALS, Gate, Verdict, passed
from botspec.gates.lock import Lock
from botspec.spec.approval import Signing

NO_LOCK = "there is no lock to compare with"
_MERGE = "merge it there and fetch: where there is a remote, its branch counts"
_APPROVE = "have the spec reviewed, then: botspec approve SPEC"
_SIGN = "sign with a key that allowed_signers gives to the approver: botspec approve SPEC --sign KEY"


def paper_gates(papers: Papers) -> tuple[Gate, ...]:
    """All of them, whatever the first ones say: a person mends everything in one go."""
    return tuple(gate(papers) for gate in _GATES)


def _spec(papers: Papers) -> Gate:
    if not papers.trouble:
        return passed("spec", "without errors")
    mend = "mend the spec or its plug-in, or put back what was reviewed: git checkout main -- FILE"
    return _guarded("spec", papers.trouble, mend)


def _mode(papers: Papers) -> Gate:
    if papers.spec.mode is Mode.LIVE:
        return passed("mode", "the spec says mode: live")
    found = f"the spec's mode is {papers.spec.mode}"
    return Gate(
        "mode", Verdict.FAILED, found, "change it in the spec (botspec promote SPEC --to live) and have it reviewed"
    )


def _flag(papers: Papers) -> Gate:
    if papers.live:
        return passed("flag", "--live was given")
    return Gate("flag", Verdict.FAILED, "--live was not given", "say --live when you mean real money")


def _lock(papers: Papers) -> Gate:
    if isinstance(papers.lock, Lock):
        return passed("lock", f"approved by {papers.lock.approver}")
    return _guarded("lock", papers.lock.why, _APPROVE, Verdict.UNKNOWN)


def _locked_spec(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        same = lock.digest == papers.spec.digest and lock.bot == papers.spec.bot and lock.mode == papers.spec.mode.value
        return "" if same else f"the lock is for {lock.digest[:12]}, the spec is {papers.spec.digest[:12]}"

    return _of_lock(papers, "locked-spec", judge, "the lock is for exactly this spec")


def _locked_limits(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        same = lock.limits == papers.spec.limits
        return "" if same else "capital, universe, limits or guards are not those that were approved"

    return _of_lock(papers, "locked-limits", judge, "capital, universe, limits and guards as approved")


def _plugins(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        if dict(lock.plugins) != dict(papers.spec.plugins):
            return "the plug-ins of the spec are not those that were approved"
        other = sorted(name for name, digest in lock.plugins.items() if papers.plugins.get(name) != digest)
        return f"the source of {', '.join(other)} is not what was approved" if other else ""

    return _of_lock(papers, "plug-ins", judge, f"{len(papers.spec.plugins)} plug-ins, as approved")


def _semantics(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        same = lock.semantics == papers.semantics
        return "" if same else f"approved for semantics {lock.semantics}, this botspec has {papers.semantics}"

    return _of_lock(papers, "semantics", judge, f"semantics {papers.semantics}")


def _feed(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        return "" if lock.feed == papers.spec.feed else "the data feed is not the one that was approved"

    return _of_lock(papers, "feed", judge, f"{papers.spec.feed.live} bars, as approved")


def _profile(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        same = lock.account.profile == papers.spec.profile
        return "" if same else f"approved for account '{lock.account.profile}', the spec says '{papers.spec.profile}'"

    return _of_lock(papers, "profile", judge, f"account '{papers.spec.profile}'")


def _locked_policy(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        if isinstance(papers.policy, Missing):
            return papers.policy.why
        return "" if lock.policy == papers.policy.digest else "the policy is not the one that it was approved under"

    return _of_lock(papers, "locked-policy", judge, "the policy is the one it was approved under")


def _expiry(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        if not lock.approved_at <= papers.now:
            return f"it was approved in the future ({lock.approved_at:%Y-%m-%d %H:%M} UTC): one of the clocks is wrong"
        if not papers.now < lock.expires_at:
            return f"the approval expired on {lock.expires_at:%Y-%m-%d %H:%M} UTC"
        if isinstance(papers.policy, Missing):
            return ""
        longest = papers.policy.approval.valid_for
        too_long = (lock.expires_at - lock.approved_at).total_seconds() > longest.seconds
        return f"it is valid for longer than the {longest} that the policy allows" if too_long else ""

    return _of_lock(papers, "expiry", judge, "not expired")


def _approver(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        if isinstance(papers.policy, Missing):
            return papers.policy.why
        asked = papers.policy.approval
        if asked.approvers and not any(_same_person(lock.approver, name) for name in asked.approvers):
            return f"{lock.approver} may not approve: the policy names {', '.join(asked.approvers)}"
        authors = {lock.author, _author(papers)} - {None}
        own = not asked.author_may_approve and any(_same_person(lock.approver, str(author)) for author in authors)
        return f"{lock.approver} wrote the spec: the policy asks for somebody else" if own else ""

    return _of_lock(papers, "approver", judge, "by somebody who may")


def _signature(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        if isinstance(papers.policy, Missing):
            return papers.policy.why
        if papers.signature is None or lock.signature is None:
            required = papers.policy.approval.signature is Signing.REQUIRED
            return "the lock is not signed, and the policy asks for it" if required else ""
        return papers.signature

    return _of_lock(papers, "signature", judge, "good" if papers.signature == "" else "none asked for", _SIGN)


def _policy(papers: Papers) -> Gate:
    match papers.policy:
        case Missing(why=why):
            return _guarded("policy", why, "mend botspec.policy.yaml", Verdict.UNKNOWN)
        case policy if policy.breaches:
            return _guarded("policy", "; ".join(policy.breaches), "change the spec, or have a waiver reviewed")
        case policy:
            return passed("policy", "satisfied" if policy.digest else "there is none")


def _evidence(papers: Papers) -> Gate:
    def judge(lock: Lock) -> str:
        if isinstance(papers.policy, Missing):
            return papers.policy.why
        missing = evidence_missing(
            papers.policy.approval.evidence, lock.evidence, papers.spec.evidence, papers.spec.limit_kinds
        )
        return "; ".join(missing)

    return _of_lock(papers, "evidence", judge, "what the policy asks for was seen")


def _source(papers: Papers) -> Gate:
    match papers.source:
        case Missing(why=why):
            return _guarded("source", why, "run from a clean clone, or from a signed bundle", Verdict.UNKNOWN)
        case source if source.changed:
            return _guarded(
                "source", f"not committed as they are: {', '.join(source.changed)}", "commit and review them"
            )
        case source if not source.on_branch:
            return _guarded("source", f"{source.what} is not on the branch the policy names", _MERGE)
        case source:
            return passed("source", source.what)


def _host(papers: Papers) -> Gate:
    if not papers.host_variable:
        return passed("host", "the mode alone decides where orders go")
    return Gate("host", Verdict.FAILED, papers.host_variable, "unset APCA_API_BASE_URL", exit_code=CREDENTIALS)


def _keys(papers: Papers) -> Gate:
    if not papers.keys:
        return passed("keys", f"keys of account '{papers.spec.profile}'")
    return Gate("keys", Verdict.FAILED, papers.keys, exit_code=CREDENTIALS)


def _of_lock(papers: Papers, name: str, judge: Callable[[Lock], str], good: str, to_do: str = _APPROVE) -> Gate:
    if not isinstance(papers.lock, Lock):
        return _guarded(name, NO_LOCK, _APPROVE, Verdict.UNKNOWN)
    wrong = judge(papers.lock)
    return _guarded(name, wrong, to_do) if wrong else passed(name, good)


def _guarded(name: str, found: str, to_do: str, verdict: Verdict = Verdict.FAILED) -> Gate:
    return Gate(name, verdict, found, to_do, guarded=True)


def _author(papers: Papers) -> str | None:
    return None if isinstance(papers.source, Missing) else papers.source.author


def _same_person(one: str, other: str) -> bool:
    """By address where both have one: names are spelt in many ways."""
    return _address(one) == _address(other)


def _address(who: str) -> str:
    inside = who.rpartition("<")[2].rstrip("> ") if "<" in who else who
    return inside.strip().casefold()


_GATES = (
    *(_spec, _mode, _flag, _lock, _locked_spec, _locked_limits, _plugins, _semantics, _feed, _profile, _locked_policy),
    *(_expiry, _approver, _signature, _policy, _evidence, _source, _host, _keys),
)
