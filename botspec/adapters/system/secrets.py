"""Where the keys of an account come from: the environment, a file only you can read, or a service's credentials."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from botspec.adapters.system.origin import is_live_host
from botspec.adapters.system.secret import Credentials, Secret
from botspec.domain.modes import Mode
from botspec.ports.broker import CredentialsRefused

DEFAULT_ACCOUNT = "main"
PAPER_HOST = "paper-api.alpaca.markets"
_OTHERS = 0o077
_LARGEST = 4096


def names(account: str) -> tuple[str, str]:
    """The environment variables of an account's key id and secret key."""
    if account == DEFAULT_ACCOUNT:
        return "APCA_API_KEY_ID", "APCA_API_SECRET_KEY"
    stem = f"BOTSPEC_{account.upper().replace('-', '_')}"
    return f"{stem}_KEY_ID", f"{stem}_SECRET_KEY"


def credentials(account: str, environment: Mapping[str, str], mode: Mode = Mode.PAPER) -> Credentials:
    """The keys of `account` for paper or live. Raises CredentialsRefused, saying how to get and set them."""
    id_name, secret_name = names(account)
    key_id = _read(id_name, environment)
    secret_key = _read(secret_name, environment)
    missing = [name for name, text in ((id_name, key_id), (secret_name, secret_key)) if not text]
    if missing:
        raise CredentialsRefused(how_to_set(account, missing, mode))
    _refuse_other_side(id_name, key_id, mode)
    return Credentials(account, Secret(key_id), Secret(secret_key))


def _refuse_other_side(id_name: str, key_id: str, mode: Mode) -> None:
    if mode is Mode.LIVE and key_id.startswith("PK"):
        raise CredentialsRefused(
            f"{id_name} holds a key of a paper account (it starts with PK); live trading needs one that starts "
            "with AK: generate one on the live side of https://app.alpaca.markets"
        )
    if mode is not Mode.LIVE and key_id.startswith("AK"):
        raise CredentialsRefused(
            f"{id_name} holds a key of a live account (it starts with AK); paper trading needs a key that starts "
            "with PK: generate one on the paper side of https://app.alpaca.markets"
        )


def how_to_set(account: str, missing: list[str], mode: Mode = Mode.PAPER) -> str:
    """What a person without keys must do."""
    id_name, secret_name = names(account)
    side, start = ("live", "AK") if mode is Mode.LIVE else ("paper", "PK")
    text = (
        f"no Alpaca {side} keys for account '{account}': {' and '.join(missing)} not set\n"
        f"  get them: sign in at https://app.alpaca.markets, choose the {side} account, then API Keys > Generate\n"
        f"  set them: export {id_name}={start}...\n"
        f"            export {secret_name}=...\n"
        f"  or put each in a file of mode 0600 and set {id_name}_FILE and {secret_name}_FILE to its path"
    )
    if mode is Mode.LIVE:
        return text
    return (
        f"{text}\n"
        "  no keys at hand: botspec simulate serve --json > simulator.json &\n"
        "                   botspec run SPEC --simulator simulator.json"
    )


def secret_text(reference: str, environment: Mapping[str, str]) -> str:
    """What an `env:NAME` or `file:PATH` of a spec stands for. Raises ValueError that names the reference only."""
    kind, _, name = reference.partition(":")
    try:
        text = _read(name, environment) if kind == "env" else _from_file(reference, Path(name)).strip()
    except CredentialsRefused as error:
        raise ValueError(str(error)) from None
    if not text:
        raise ValueError(f"{name} is not set" if kind == "env" else f"{name} is empty")
    return text


def refuse_other_host(mode: Mode, environment: Mapping[str, str]) -> None:
    """`APCA_API_BASE_URL` never decides where orders go; one that contradicts the mode is refused."""
    told = environment.get("APCA_API_BASE_URL", "").strip()
    if mode not in {Mode.PAPER, Mode.LIVE} or not told:
        return
    host = _host_of(told)
    if mode is Mode.LIVE and not is_live_host(told):
        raise CredentialsRefused(
            f"APCA_API_BASE_URL names the host {host!r}, but mode live talks to Alpaca's live host only: unset it "
            "(the mode decides where orders go, the variable never does)"
        )
    if mode is Mode.PAPER and host != PAPER_HOST:
        raise CredentialsRefused(
            f"APCA_API_BASE_URL names the host {host!r}, but mode paper talks to "
            f"{PAPER_HOST} only: unset it (the mode decides where orders go, the variable never does)"
        )


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or "in a form that is not a URL"
    except ValueError:
        return "in a form that is not a URL"


def _read(name: str, environment: Mapping[str, str]) -> str:
    direct, pointed = environment.get(name, ""), environment.get(f"{name}_FILE", "")
    if direct.strip() and pointed.strip():
        raise CredentialsRefused(f"{name} and {name}_FILE are both set: keep one")
    text = _from_file(name, Path(pointed.strip())) if pointed.strip() else direct or _of_service(name, environment)
    text = text.strip()
    if any(letter.isspace() or not letter.isprintable() for letter in text):
        raise CredentialsRefused(f"{name} does not look like a key: it has spaces or control characters in it")
    return text


def _of_service(name: str, environment: Mapping[str, str]) -> str:
    folder = environment.get("CREDENTIALS_DIRECTORY", "")
    path = Path(folder) / name
    return _from_file(name, path) if folder and path.is_file() else ""


def _from_file(name: str, path: Path) -> str:
    try:
        with path.open("rb") as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or about.st_mode & _OTHERS:
                raise CredentialsRefused(f"the file of {name} must be readable by you alone: chmod 600 {path}")
            return file.read(_LARGEST).decode("ascii")
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is not plain text"
        message = f"the file of {name} cannot be read: {path}: {why}"
    raise CredentialsRefused(message)
