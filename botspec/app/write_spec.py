"""Put a changed spec in the place of the old one: wholly or not at all."""

from __future__ import annotations

from pathlib import Path


def write_spec(path: Path, text: str) -> None:
    """Write beside the file, then take its place, keeping its permissions; a link stays a link. Raises OSError."""
    target = path.resolve()
    beside = target.with_name(f".{target.name}.new")
    try:
        beside.touch(mode=0o600)
        beside.write_bytes(text.encode())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o777)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
