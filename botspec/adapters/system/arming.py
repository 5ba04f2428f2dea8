"""Where arm records are kept on this machine, and what names the machine."""

from __future__ import annotations

import os
import platform
import stat
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from botspec.adapters.system.files import private_folder, write_private
from botspec.gates.arm import ArmRecord, ArmUnreadable, read_arm, write_arm

STATE = "botspec"
_OTHERS = 0o077
_LARGEST = 65_536
_MACHINE_IDS = ("/etc/machine-id", "/var/lib/dbus/machine-id")


def records_folder(environment: Mapping[str, str]) -> Path:
    """The folder of this person's records: in the state folder of a service, else in the home folder."""
    service = environment.get("STATE_DIRECTORY", "").split(":")[0]
    if service:
        return Path(service) / "botspec-arm"
    state = environment.get("XDG_STATE_HOME", "") or str(
        Path(environment.get("HOME", "") or Path.home()) / ".local/state"
    )
    return Path(state) / STATE / "arm"


def record_path(environment: Mapping[str, str], profile: str, bot: str) -> Path:
    """Where the record of a bot lies."""
    return records_folder(environment) / f"{profile}.{bot}.json"


def load_record(path: Path) -> ArmRecord:
    """The record at `path`. Raises ArmUnreadable, also when others could have written or can read it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        raise ArmUnreadable("there is none") from None
    except OSError as error:
        raise ArmUnreadable(f"{path} cannot be read: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode) or about.st_mode & _OTHERS or about.st_uid != os.geteuid():
            raise ArmUnreadable(f"{path} must be a file of yours that nobody else can read (mode 0600)")
        return read_arm(file.read(_LARGEST).decode("utf-8", "replace"))


def save_record(path: Path, record: ArmRecord) -> None:
    """Write it for its owner alone. Raises OSError."""
    if path.parent.parent.name == STATE:
        private_folder(path.parent.parent)
    private_folder(path.parent)
    write_private(path, write_arm(record))


def host() -> str:
    """A digest that names this machine and this person on it, without telling either."""
    told = [platform.node(), str(os.geteuid())]
    for name in _MACHINE_IDS:
        try:
            told.append(Path(name).read_text(encoding="ascii").strip())
            break
        except (OSError, UnicodeDecodeError):
            continue
    return sha256("\x1f".join(told).encode()).hexdigest()
