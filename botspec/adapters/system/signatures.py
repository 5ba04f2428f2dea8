"""SSH signatures over small texts, made and checked by ssh-keygen."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

NAMESPACE = "botspec"
_PATIENCE_SECONDS = 60


class NotSigned(Exception):
    """There is no good signature; says why."""


def sign(text: bytes, key: Path) -> str:
    """An armoured signature over `text` by the private (or agent-held public) key in `key`. Raises NotSigned."""
    with tempfile.TemporaryDirectory() as folder:
        message = Path(folder) / "message"
        message.write_bytes(text)
        done = _run("-Y", "sign", "-q", "-f", str(key), "-n", NAMESPACE, str(message), stdin=None)
        signature = message.with_suffix(".sig")
        if done.returncode != 0 or not signature.is_file():
            raise NotSigned(f"ssh-keygen did not sign with {key}: {_told(done)}")
        return signature.read_text(encoding="ascii")


def verify(text: bytes, signature: str, signers: Path, principal: str) -> None:
    """Raises NotSigned unless `signature` over `text` is by a key that the file `signers` gives to `principal`."""
    if not signers.is_file():
        raise NotSigned(f"there is no file of allowed signers at {signers}")
    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder) / "signature"
        beside.write_text(signature, encoding="utf-8")
        words = ("-f", str(signers), "-I", principal, "-n", NAMESPACE, "-s", str(beside))
        done = _run("-Y", "verify", *words, stdin=text)
    if done.returncode != 0:
        raise NotSigned(f"the signature is not by a key of {principal} in {signers.name}: {_told(done)}")


def principal_of(signature: str, signers: Path) -> str:
    """Whose key in the file `signers` made the signature, or "": nothing is said of what it signs."""
    with tempfile.TemporaryDirectory() as folder:
        beside = Path(folder) / "signature"
        beside.write_text(signature, encoding="utf-8")
        done = _run("-Y", "find-principals", "-f", str(signers), "-s", str(beside), stdin=None)
    found = done.stdout.decode("utf-8", "replace").split() if done.returncode == 0 else []
    return found[0] if found else ""


def _run(*words: str, stdin: bytes | None) -> subprocess.CompletedProcess[bytes]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise NotSigned("ssh-keygen is not installed")
    try:
        return subprocess.run(  # noqa: S603 - fixed words, no shell
            [program, *words], input=stdin or b"", capture_output=True, timeout=_PATIENCE_SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotSigned(f"ssh-keygen did not answer ({type(error).__name__})") from None


def _told(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = (done.stderr or done.stdout).decode("utf-8", "replace").strip().splitlines()
    return lines[0] if lines else f"exit {done.returncode}"
