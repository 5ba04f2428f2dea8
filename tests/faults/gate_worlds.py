"""Repositories in which one thing is wrong, beside one in which nothing is: made once, used by many trials."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from botspec.adapters.system.arming import host, record_path, save_record
from botspec.adapters.system.signatures import sign
from botspec.app.approve import Wish, approve
from botspec.gates.arm import ArmRecord, phrase_for
from botspec.gates.lock import read_lock, write_lock
from tests.fakes.repositories import ACCOUNT, APPROVER, POLICY, SPEC, Work, a_repository

PHRASE = phrase_for(ACCOUNT[-4:])
OTHER = sha256(b"another").hexdigest()
SIGNED = POLICY + "  signature: required\n"


@dataclass(slots=True)
class Worlds:
    """By name: where the spec lies. `open` has nothing wrong, `broken` are the others."""

    folder: Path
    specs: dict[str, Path]
    good: ArmRecord
    environment: dict[str, str]
    runs: int = field(default=0)

    @property
    def broken(self) -> tuple[str, ...]:
        return tuple(name for name in self.specs if name != "open")

    def spec(self, name: str) -> Path:
        return self.specs[name]

    def fresh_runs(self) -> Path:
        """A run folder that nothing was ever in; the one before is taken away."""
        shutil.rmtree(self.folder / f"runs-{self.runs}", ignore_errors=True)
        self.runs += 1
        return self.folder / f"runs-{self.runs}"

    def put_record(self, kind: str) -> None:
        """The arm record a trial finds."""
        path = record_path(self.environment, "main", "dip")
        path.unlink(missing_ok=True)
        if kind == "none":
            return
        aside = path.with_name("elsewhere.json")
        now = datetime.now(UTC)
        changed: dict[str, dict[str, object]] = {
            "other digest": {"digest": OTHER},
            "other host": {"host": OTHER},
            "expired": {"armed_at": now - timedelta(days=2), "expires_at": now - timedelta(days=1)},
        }
        save_record(aside if kind == "link" else path, self.good.model_copy(update=changed.get(kind, {})))
        if kind == "readable by others":
            path.chmod(0o644)
        elif kind == "garbage":
            path.write_text("{}")
        elif kind == "link":
            path.symlink_to(aside)


def build(folder: Path) -> Worlds:
    """All of them below `folder`."""
    keys = _key(folder, "ben"), _key(folder, "eve")
    specs = {name: _world(folder / name.replace(" ", "-"), change, keys).spec for name, change in CHANGES.items()}
    environment = {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(folder / "home"),
        "APCA_API_KEY_ID": "AK" + "L" * 18,
        "APCA_API_SECRET_KEY": "s" * 40,
    }
    lock = read_lock("", specs["open"].with_name("dip.lock.yaml").read_bytes())
    now = datetime.now(UTC).replace(microsecond=0)
    good = ArmRecord(
        bot="dip",
        profile="main",
        digest=lock.digest,
        lock=lock.fingerprint,
        account=lock.account.number,
        operator="olga",
        host=host(),
        armed_at=now,
        expires_at=now + timedelta(days=1),
    )
    return Worlds(folder, specs, good, environment)


def _key(folder: Path, name: str) -> Path:
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


Keys = tuple[Path, Path]
Change = Callable[[Work, Keys], None]


def _world(root: Path, change: Change, keys: Keys) -> Work:
    work = a_repository(root, SPEC, SIGNED)
    (root / "allowed_signers").write_text(f"ben@example.com {keys[0].with_suffix('.pub').read_text()}")
    work.commit("Who may sign")
    approve(work.spec, Wish(ACCOUNT, APPROVER, key=keys[0], runs=root / "runs"))
    work.commit("Approve")
    change(work, keys)
    return work


def sealed(work: Work, key: Path | None, **given: object) -> None:
    """Change the lock, sign it again (unless `key` is None) and commit it."""
    lock = read_lock("", work.lock.read_bytes()).model_copy(update=given)
    if key is not None:
        lock = lock.model_copy(update={"signature": sign(lock.signed_text, key)})
    work.lock.write_text(write_lock(lock))
    work.commit("Another lock")


def _spec(old: str, new: str, *, committed: bool = True) -> Change:
    def change(work: Work, _: Keys) -> None:
        work.change(work.spec, old, new)
        if committed:
            work.commit()

    return change


def _policy(old: str, new: str, *, committed: bool = True) -> Change:
    def change(work: Work, _: Keys) -> None:
        work.change(work.policy, old, new)
        if committed:
            work.commit()

    return change


def _hidden(work: Work, _: Keys) -> None:
    work.git("update-index", "--assume-unchanged", "specs/dip.lock.yaml")
    work.lock.write_text(work.lock.read_text() + "\n")


def _no_lock(work: Work, _: Keys) -> None:
    work.lock.unlink()
    work.commit()


def _no_git(work: Work, _: Keys) -> None:
    shutil.rmtree(work.root / ".git")


def _branch(work: Work, _: Keys) -> None:
    work.git("checkout", "-q", "-b", "wild")
    (work.root / "more").write_text("")
    work.commit()


def _signers(work: Work, keys: Keys) -> None:
    (work.root / "allowed_signers").write_text(f"ben@example.com {keys[1].with_suffix('.pub').read_text()}")
    work.commit()


CHANGES: dict[str, Change] = {
    "open": lambda _, __: None,
    "no lock": _no_lock,
    "spec changed": _spec("30%", "31%"),
    "spec not committed": _spec("version: 1", "# a comment\nversion: 1", committed=False),
    "limit loosened": _spec("max_position: 35%", "max_position: 90%"),
    "another symbol": _spec("[AAPL, IBM]", "[AAPL, IBM, MSFT]"),
    "mode paper": _spec("mode: live", "mode: paper"),
    "another account": _spec("account: main", "account: second"),
    "no spec": _spec("version: 1", "version: 9"),
    "policy loosened": _policy("50000 USD", "90000 USD"),
    "policy refuses": _policy("50000 USD", "20000 USD"),
    "policy broken": _policy("branch: main", "brunch: main"),
    "policy not committed": _policy("version: 1", "# a comment\nversion: 1", committed=False),
    "signers changed": _signers,
    "lock edited": lambda work, _: sealed(work, None, expires_at=datetime(2099, 1, 1, tzinfo=UTC)),
    "lock signed by another": lambda work, keys: sealed(work, keys[1]),
    "lock not signed": lambda work, _: sealed(work, None, signature=None),
    "lock of the author": lambda work, keys: sealed(work, keys[0], approver="Ann Author <ann@example.com>"),
    "lock expired": lambda work, keys: sealed(
        work, keys[0], approved_at=datetime(2020, 1, 1, tzinfo=UTC), expires_at=datetime(2020, 1, 9, tzinfo=UTC)
    ),
    "lock of the future": lambda work, keys: sealed(
        work, keys[0], approved_at=datetime(2099, 1, 1, tzinfo=UTC), expires_at=datetime(2099, 1, 9, tzinfo=UTC)
    ),
    "lock for longer": lambda work, keys: sealed(work, keys[0], expires_at=datetime(2099, 1, 1, tzinfo=UTC)),
    "lock of other semantics": lambda work, keys: sealed(work, keys[0], semantics=99),
    "lock hidden from git": _hidden,
    "another branch": _branch,
    "no git": _no_git,
}
