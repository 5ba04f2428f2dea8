"""Nothing in a spec may look like a key, a token or a URL with one."""

from __future__ import annotations

from collections.abc import Iterator

from botspec.diagnostics.codes import finding
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.secrets import secrets_in
from botspec.diagnostics.source import Source


def secrets(source: Source) -> Iterator[Finding]:
    """A finding for each; the text it points at is masked wherever it is shown."""
    for secret in secrets_in(source.text):
        yield finding(
            "BS405",
            source.path,
            source.span(secret.start, secret.end),
            f"this looks like {secret.what}",
            "take it out, and revoke it if it was ever committed",
            "keys come from the environment: APCA_API_KEY_ID and APCA_API_SECRET_KEY",
        )
