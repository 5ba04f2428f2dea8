"""File -> everything that is wrong with it. Phases: text, shape, rules, then what needs the whole bot.

What is right but not run yet is said last, of a spec without errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from botspec.compiler.blocks import check_blocks, join_blocks
from botspec.compiler.checks import CHECKS
from botspec.compiler.checks.later import later
from botspec.compiler.checks.secret import secrets
from botspec.compiler.context import Context
from botspec.compiler.expand import expand_strategy
from botspec.compiler.rules import check_rules
from botspec.diagnostics.finding import Finding, Severity
from botspec.diagnostics.nearest import nearest
from botspec.diagnostics.secrets import mask
from botspec.diagnostics.source import Source
from botspec.spec.complaints import MOST_FINDINGS, empties
from botspec.spec.compose import read
from botspec.spec.document import Document
from botspec.spec.model import Spec
from botspec.spec.paths import at_path
from botspec.spec.read import read_spec
from botspec.spec.shape import fields
from botspec.spec.text import MOST_BYTES, decode
from botspec.spec.tunable import param


@dataclass(frozen=True, slots=True)
class Checked:
    """A file and its findings, in the order of the text; `source` is for showing, secrets masked.

    `context` is there when the shape is right, whatever the checks found.
    """

    source: Source
    findings: tuple[Finding, ...]
    context: Context | None


def check(path: str, content: bytes) -> Checked:
    """Read and check one spec. Never raises for what the file says."""
    document = read(path, content)
    if not isinstance(document, Document):
        return _unreadable(path, content, document)
    found = list(secrets(document.source))
    context, shape = _shape(document)
    found += shape
    if context is not None:
        for each in CHECKS:
            found += each(context)
        if not any(finding.severity is Severity.ERROR for finding in found):
            found += later(context)
    return Checked(_shown(document.source), _tidy(found), context)


def _unreadable(path: str, content: bytes, found: tuple[Finding, ...]) -> Checked:
    source = decode(path, content)
    if isinstance(source, Finding):
        source = Source(path, content[:MOST_BYTES].decode("utf-8", "replace"))
    return Checked(_shown(source), _tidy([*found, *secrets(source)]), None)


def _shown(source: Source) -> Source:
    masked = mask(source.text)
    return source if masked == source.text else Source(source.path, masked)


def _shape(document: Document) -> tuple[Context | None, list[Finding]]:
    """Shape of the whole and of each block, then rules: a rule is read even where another part is wrong."""
    spec, found = read_spec(document)
    if any(finding.code == "BS110" for finding in found):
        return None, found
    chosen, wrong = check_blocks(document)
    found += [*wrong, *empties(document)]
    block = chosen.get(("strategy",))
    if block is None:
        return None, found
    strategy = expand_strategy(block)
    rules, mistakes = check_rules(document, spec, _params(document), strategy)
    if mistakes and _names_in_doubt(document, found):
        mistakes = [mistake for mistake in mistakes if mistake.code != "BS203"]
    if spec is None or found:
        return None, found + mistakes
    return Context(document, spec, join_blocks(spec, chosen), strategy, rules), mistakes


def _names_in_doubt(document: Document, found: list[Finding]) -> bool:
    """True when an unknown name in a rule may only follow from a mistake in `params`, or in that very key."""
    misspelt = any(nearest(key, fields(Spec)) == "params" for key in document.tree if key != "params")
    return misspelt or any(finding.where.startswith("params") for finding in found)


def _params(document: Document) -> dict[str, Decimal]:
    """The params that are numbers; what is wrong with the others has been said."""
    tree = at_path(document.tree, ("params",))
    found: dict[str, Decimal] = {}
    for name, text in tree.items() if isinstance(tree, dict) else ():
        try:
            found[name] = param(text).value
        except ValueError:
            found[name] = Decimal(1)
    return found


def _tidy(found: list[Finding]) -> tuple[Finding, ...]:
    """In the order of the text, and no more than a person can deal with; a secret is spoken of once."""
    spoken = {finding.span.line for finding in found if finding.code == "BS405"}
    kept = [finding for finding in found if finding.code != "BS407" or finding.span.line not in spoken]
    return tuple(sorted(dict.fromkeys(kept), key=lambda finding: finding.order)[:MOST_FINDINGS])
