"""A bundle is what was committed, signed by somebody this machine trusts, or it is refused."""

from __future__ import annotations

import gzip
import io
import shutil
import subprocess
import tarfile
from datetime import UTC, datetime

import pytest

from botspec.app.approve import Wish, approve
from botspec.app.arm import arm
from botspec.app.bundle import NotBundled, bundle, opened
from botspec.app.provenance import header
from botspec.app.request import Refused, RunRequest
from botspec.gates.facts import SourceFacts
from tests.fakes.repositories import ACCOUNT, APPROVER, a_repository

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "ben"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path


@pytest.fixture
def work(tmp_path):
    made = a_repository(tmp_path / "repository")
    approve(made.spec, Wish(ACCOUNT, APPROVER))
    made.commit("Approve")
    return made


@pytest.fixture
def elsewhere(tmp_path, key):
    """Another machine's environment; it trusts Ben."""
    state = tmp_path / "home" / ".local" / "state" / "botspec"
    state.mkdir(parents=True)
    (state / "allowed_signers").write_text(f"ben@example.com {key.with_suffix('.pub').read_text()}")
    return {"HOME": str(tmp_path / "home")}


@pytest.fixture
def packed(work, key, tmp_path):
    out = tmp_path / "dip.bundle"
    bundle(work.spec, out, key, "ben@example.com")
    return out


def test_it_opens_where_its_signer_is_trusted_and_can_be_armed(packed, elsewhere, work, tmp_path):
    spec, source = opened(packed, elsewhere)
    assert spec.read_bytes() == work.spec.read_bytes()
    assert isinstance(source, SourceFacts)
    assert "signed by ben@example.com" in source.what
    row = header(datetime(2026, 11, 2, tzinfo=UTC), RunRequest(spec, tmp_path / "runs", source=source))
    assert (row.git_commit, row.git_dirty) == (work.git("rev-parse", "HEAD").strip(), False)
    assert row.lock is not None
    assert arm(spec, elsewhere, lambda _: "YES I UNDERSTAND 1234", source=source).record.bot == "dip"


def test_the_same_commit_gives_the_same_bundle(packed, work, key, tmp_path):
    bundle(work.spec, tmp_path / "again.bundle", key, "ben@example.com")
    assert (tmp_path / "again.bundle").read_bytes() == packed.read_bytes()


def test_only_what_is_committed_on_the_branch_is_packed(work, key, tmp_path):
    work.change(work.spec, "version: 1", "# a comment\nversion: 1")
    with pytest.raises(NotBundled, match="not committed"):
        bundle(work.spec, tmp_path / "a.bundle", key, "ben@example.com")
    work.git("checkout", "-q", "-b", "wild")
    work.commit()
    with pytest.raises(NotBundled, match="not on branch main"):
        bundle(work.spec, tmp_path / "a.bundle", key, "ben@example.com")
    work.lock.unlink()
    with pytest.raises(NotBundled, match="there is no lock"):
        bundle(work.spec, tmp_path / "a.bundle", key, "ben@example.com")


def test_a_key_of_somebody_else_signs_nothing(work, key, tmp_path):
    signers = work.spec.parent.parent / "allowed_signers"
    signers.write_text(f"ben@example.com {key.with_suffix('.pub').read_text()}")
    work.commit("Who may sign")
    approve(work.spec, Wish(ACCOUNT, APPROVER))
    work.commit("Approve again")

    with pytest.raises(NotBundled, match=r"is no key of 'ann@example.com'[\s\S]*say --signer ben@example.com"):
        bundle(work.spec, tmp_path / "a.bundle", key, "ann@example.com")
    stranger = tmp_path / "stranger"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(stranger)], check=True)
    with pytest.raises(NotBundled, match=r"do: sign with a key of ben@example.com"):
        bundle(work.spec, tmp_path / "a.bundle", stranger, "ben@example.com")
    assert not (tmp_path / "a.bundle").exists()

    bundle(work.spec, tmp_path / "a.bundle", key, "ben@example.com")
    assert (tmp_path / "a.bundle").is_file()


def repacked(path, change):
    with tarfile.open(path, mode="r:gz") as archive:
        members = {each.name: archive.extractfile(each).read() for each in archive}
    change(members)
    out = io.BytesIO()
    with gzip.GzipFile(fileobj=out, mode="wb") as zipped, tarfile.open(fileobj=zipped, mode="w") as archive:
        for name, content in members.items():
            about = tarfile.TarInfo(name)
            about.size = len(content)
            archive.addfile(about, io.BytesIO(content))
    path.write_bytes(out.getvalue())


def set_to(name, content):
    return lambda members: members.__setitem__(name, content)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (set_to("tree/specs/dip.yaml", b"version: 1\n"), "not those that were signed"),
        (set_to("tree/specs/more.yaml", b"version: 1\n"), "not those that were signed"),
        (lambda members: members.pop("tree/botspec.policy.yaml"), "not those that were signed"),
        (lambda members: members.pop("manifest.sig"), "signature"),
        (lambda members: members.pop("manifest.json"), "no manifest"),
        (set_to("manifest.json", b'{"spec": 1}'), "no manifest"),
        (set_to("../outside.yaml", b""), "what it should not"),
        (set_to("/etc/outside.yaml", b""), "what it should not"),
    ],
)
def test_tampering_is_refused(packed, elsewhere, change, why):
    repacked(packed, change)
    with pytest.raises(Refused, match=why) as refused:
        opened(packed, elsewhere)
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("content", [b"", b"\x1f\x8b", b"not an archive"])
def test_what_is_no_bundle_is_refused(tmp_path, elsewhere, content):
    (tmp_path / "x.bundle").write_bytes(content)
    with pytest.raises(Refused, match="no bundle"):
        opened(tmp_path / "x.bundle", elsewhere)


def test_a_machine_that_trusts_nobody_opens_nothing(packed, tmp_path):
    with pytest.raises(Refused, match="no file of allowed signers"):
        opened(packed, {"HOME": str(tmp_path / "nobody")})
