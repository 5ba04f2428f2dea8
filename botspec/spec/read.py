"""Document -> Spec, or everything that is wrong with its shape."""

from __future__ import annotations

from pydantic import ValidationError

from botspec.diagnostics.finding import Finding
from botspec.spec.complaints import complaints
from botspec.spec.document import Document
from botspec.spec.model import Spec


def read_spec(document: Document) -> tuple[Spec | None, list[Finding]]:
    """The typed spec; an unknown version is the only finding there is, because nothing else can be judged then."""
    try:
        return Spec.model_validate(document.tree), []
    except ValidationError as error:
        found = complaints(document, Spec, error)
        version = [finding for finding in found if finding.code == "BS110"]
        return None, version or found
