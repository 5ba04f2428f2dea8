"""What a check may look at."""

from __future__ import annotations

from dataclasses import dataclass

from botspec.compiler.blocks import Blocks
from botspec.compiler.expand import Expanded
from botspec.compiler.rules import CheckedRules
from botspec.spec.document import Document
from botspec.spec.model import Spec


@dataclass(frozen=True, slots=True)
class Context:
    """A spec whose shape is right. `rules` is None where a rule is wrong."""

    document: Document
    spec: Spec
    blocks: Blocks
    strategy: Expanded
    rules: CheckedRules | None
