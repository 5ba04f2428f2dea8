"""The second step of reading: each block's own model reads what its envelope carried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from botspec.compiler.catalog import Entry, Family, find, kinds
from botspec.diagnostics.finding import Finding
from botspec.diagnostics.nearest import certain, nearest
from botspec.spec.choice import or_list
from botspec.spec.complaints import complaints, unknown_key, value_complaint
from botspec.spec.document import Document
from botspec.spec.model import Spec
from botspec.spec.params import Params
from botspec.spec.paths import Path, at_path
from botspec.spec.shape import fields, model_at


@dataclass(frozen=True, slots=True)
class Chosen:
    """A block of a spec: where it stands, what it is, and its parameters."""

    entry: Entry
    params: Params
    path: Path

    @property
    def kind(self) -> str:
        """The block's name."""
        return self.entry.kind


@dataclass(frozen=True, slots=True)
class Blocks:
    """Every block of a spec. Limits and guards are in the order of the file."""

    strategy: Chosen
    sizing: Chosen
    limits: tuple[Chosen, ...]
    guards: tuple[Chosen, ...]
    slippage: Chosen
    fees: Chosen

    @property
    def all(self) -> tuple[Chosen, ...]:
        """Each of them."""
        return (self.strategy, self.sizing, *self.limits, *self.guards, self.slippage, self.fees)

    def limit(self, kind: str) -> Chosen | None:
        """The limit called `kind`, if the spec has it."""
        return next((limit for limit in self.limits if limit.kind == kind), None)


Read = Chosen | list[Finding]
LIMITS: Path = ("risk", "limits")

_SINGLE: tuple[tuple[Family, Path], ...] = (
    (Family.STRATEGY, ("strategy",)),
    (Family.SIZING, ("sizing",)),
    (Family.SLIPPAGE, ("simulation", "slippage")),
    (Family.FEES, ("simulation", "fees")),
)


_BY_WEIGHT = Chosen(Entry(Family.SIZING, "by_weight", "botspec.risk.sizing.by_weight"), Params(), ())
"""Stands where a strategy has weights of its own; no spec can write it."""


def check_blocks(document: Document) -> tuple[dict[Path, Chosen], list[Finding]]:
    """All blocks that can be read from the file as it is, by path, and what is wrong with the others."""
    chosen: dict[Path, Chosen] = {}
    findings: list[Finding] = []
    for read in _every_block(document):
        if isinstance(read, Chosen):
            chosen[read.path] = read
        else:
            findings += read
    return chosen, findings


def join_blocks(spec: Spec, chosen: Mapping[Path, Chosen]) -> Blocks:
    """The blocks of a spec whose every block could be read; those the file leaves out are the model's defaults."""
    simulation = spec.simulation
    return Blocks(
        strategy=chosen["strategy",],
        sizing=chosen.get(("sizing",)) or _BY_WEIGHT,
        limits=tuple(block for path, block in chosen.items() if path[:2] == ("risk", "limits")),
        guards=tuple(block for path, block in chosen.items() if path[:2] == ("risk", "guards")),
        slippage=chosen.get(("simulation", "slippage"))
        or default_block(Family.SLIPPAGE, simulation.slippage.kind, simulation.slippage.settings),
        fees=chosen.get(("simulation", "fees"))
        or default_block(Family.FEES, simulation.fees.kind, simulation.fees.settings),
    )


def default_block(family: Family, kind: str, settings: Mapping[str, Any]) -> Chosen:
    """A block that stands in no file."""
    entry = find(family, kind)
    if entry is None:
        raise LookupError(kind)
    return Chosen(entry, entry.params.model_validate(dict(settings)), ())


def _every_block(document: Document) -> list[Read]:
    reads: list[Read | None] = [_block(document, family, path) for family, path in _SINGLE]
    guards = at_path(document.tree, ("risk", "guards"))
    if isinstance(guards, list):
        reads += [_block(document, Family.GUARD, ("risk", "guards", index)) for index in range(len(guards))]
    limits = at_path(document.tree, ("risk", "limits"))
    if isinstance(limits, dict):
        reads += [read_limit(document, name) for name in limits]
    return [read for read in reads if read is not None]


def _block(document: Document, family: Family, path: Path) -> Read | None:
    tree = at_path(document.tree, path)
    kind = tree.get("kind") if isinstance(tree, dict) else None
    if not isinstance(tree, dict) or not isinstance(kind, str) or not kind:
        return None  # the envelope's model has a finding for it
    entry = find(family, kind)
    if entry is None:
        return [_unknown_kind(document, family, kind, (*path, "kind"))]
    settings = {key: value for key, value in tree.items() if key != "kind"}
    return _read(document, entry, settings, path)


def read_limit(document: Document, name: str, at: Path = LIMITS) -> Read:
    """The limit called `name` of the mapping at `at`."""
    path: Path = (*at, name)
    entry = find(Family.LIMIT, name)
    if entry is None:
        return [unknown_key(document, path, kinds(Family.LIMIT))]
    value, inner = at_path(document.tree, path), model_at(entry.params, ("limit",))
    try:
        limit = value if inner is None else inner.model_validate(value)
    except ValidationError as error:
        return complaints(document, inner, error, path) if inner is not None else []
    try:
        return Chosen(entry, entry.params.model_validate({"limit": limit}), path)
    except ValidationError as error:
        return value_complaint(document, error, path)


def _read(document: Document, entry: Entry, settings: dict[str, Any], path: Path) -> Read:
    known = fields(entry.params)
    strangers = [key for key in settings if key not in known and key in entry.params.model_fields]
    if strangers:  # a field's name in Python is not its key in a spec
        return [unknown_key(document, (*path, key), known) for key in strangers]
    try:
        return Chosen(entry, entry.params.model_validate(settings), path)
    except ValidationError as error:
        return complaints(document, entry.params, error, path)


def _unknown_kind(document: Document, family: Family, kind: str, path: Path) -> Finding:
    known = kinds(family)
    close = nearest(kind, known)
    label = f"did you mean '{close}'?" if close else f"write {or_list(list(known))}"
    return document.at_value("BS201", path, f"unknown {family} '{kind}'", label, fix=certain(kind, known) or "")
