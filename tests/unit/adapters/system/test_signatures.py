"""Signatures by real ssh-keygen: who is not in the file, another text, another use: refused."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from botspec.adapters.system.signatures import NAMESPACE, NotSigned, sign, verify

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not installed")
TEXT = b'{"a":1}'


def a_key(folder, name):
    path = folder / name
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", str(path)], check=True)
    return path


@pytest.fixture
def keys(tmp_path):
    return a_key(tmp_path, "ben"), a_key(tmp_path, "eve")


@pytest.fixture
def signers(keys, tmp_path):
    path = tmp_path / "allowed_signers"
    path.write_text(f'ben@example.com namespaces="{NAMESPACE}" {keys[0].with_suffix(".pub").read_text()}')
    return path


def test_a_good_signature_holds(keys, signers):
    verify(TEXT, sign(TEXT, keys[0]), signers, "ben@example.com")


@pytest.mark.parametrize("what", ["text", "key", "principal", "garbage", "no file", "namespace"])
def test_anything_else_does_not(keys, signers, tmp_path, what):
    signature = sign(TEXT, keys[1] if what == "key" else keys[0])
    principal = "eve@example.com" if what == "principal" else "ben@example.com"
    if what == "garbage":
        signature = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n"
    if what == "namespace":
        (tmp_path / "m").write_bytes(TEXT)
        command = ["ssh-keygen", "-Y", "sign", "-q", "-f", str(keys[0]), "-n", "git", str(tmp_path / "m")]
        subprocess.run(command, check=True, capture_output=True)
        signature = (tmp_path / "m.sig").read_text()
    if what == "no file":
        signers.unlink()
    with pytest.raises(NotSigned):
        verify(b"other" if what == "text" else TEXT, signature, signers, principal)


def test_without_a_key_nothing_is_signed(tmp_path):
    with pytest.raises(NotSigned, match="did not sign with"):
        sign(TEXT, tmp_path / "no-such-key")
