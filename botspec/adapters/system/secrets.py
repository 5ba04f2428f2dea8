"""Where the keys of an account come from: the environment, a file only you can read, or a service's credentials."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

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


def credentials(account: str, environment: Mapping[str, str]) -> Credentials:
    """The paper keys of `account`. Raises CredentialsRefused, saying how to get and set them."""
    id_name, secret_name = names(account)
    key_id = _read(id_name, environment)
    secret_key = _read(secret_name, environment)
    missing = [name for name, text in ((id_name, key_id), (secret_name, secret_key)) if not text]
    if missing:
        raise CredentialsRefused(how_to_set(account, missing))
    if key_id.startswith("AK"):
        raise CredentialsRefused(
            f"{id_name} holds a key of a live account (it starts with AK); paper trading needs a key that starts "
            "with PK: generate one on the paper side of https://app.alpaca.markets"
        )
    return Credentials(account, Secret(key_id), Secret(secret_key))


def how_to_set(account: str, missing: list[str]) -> str:
    """What a person without keys must do."""
    id_name, secret_name = names(account)
    return (
        f"no Alpaca paper keys for account '{account}': {' and '.join(missing)} not set\n"
        "  get them: sign in at https://app.alpaca.markets, choose the paper account, then API Keys > Generate\n"
        f"  set them: export {id_name}=PK...\n"
        f"            export {secret_name}=...\n"
        f"  or put each in a file of mode 0600 and set {id_name}_FILE and {secret_name}_FILE to its path\n"
        "  no keys at hand: botspec simulate serve --json > simulator.json &\n"
        "                   botspec run SPEC --simulator simulator.json"
    )


def refuse_other_host(mode: Mode, environment: Mapping[str, str]) -> None:
    """`APCA_API_BASE_URL` never decides where orders go; one that contradicts the mode is refused."""
    told = environment.get("APCA_API_BASE_URL", "").strip()
    if mode is not Mode.PAPER or not told:
        return
    host = urlsplit(told).hostname
    if host != PAPER_HOST:
        raise CredentialsRefused(
            f"APCA_API_BASE_URL names the host {host or 'in a form that is not a URL'!r}, but mode paper talks to "
            f"{PAPER_HOST} only: unset it (the mode decides where orders go, the variable never does)"
        )


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
