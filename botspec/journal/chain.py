"""The hash chain: every row's hash covers the one before, so that no edit, insertion, removal or reorder hides.

A tail cut off leaves a shorter chain that holds; it shows against a head hash noted elsewhere, such as in a report.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from botspec.domain.record import record
from botspec.domain.rows import Row
from botspec.journal.codec import KINDS, WRITERS
from botspec.ports.journal import JournalDamaged

Stored = tuple[int, str, str, bytes]  # the fields of a Link
GENESIS = b"\x00" * 32
REPEATED = frozenset(kind for kind, row in KINDS.items() if row.deterministic)
"""Kinds of rows that a re-run must repeat."""
BURST = 256  # rows of a back-test that are hung on its chain at a time, while they are at hand


@record(frozen=True, slots=True)
class Link:
    """A row as it is stored; `seq` counts from 1."""

    seq: int
    kind: str
    body: str
    hash: bytes


@record(frozen=True, slots=True)
class Seal:
    """A chain in three facts: its length, its head hash and the hash of what a re-run must repeat (both hex)."""

    rows: int
    head: str
    determinism: str


def link_hash(previous: bytes, seq: int, kind: str, body: str) -> bytes:
    """SHA-256 of the previous hash, the number (8 bytes), the kind, a zero byte and the body."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + f"{kind}\0{body}".encode()).digest()


class Chain:
    """The growing end of a journal."""

    def __init__(self) -> None:
        self.rows = 0
        self.head = GENESIS
        self._determinism = hashlib.sha256()

    def add(self, row: Row) -> Link:
        """Encode `row` and hang it on the head."""
        return Link(*self.extend((row,))[0])

    def extend(self, rows: Sequence[Row]) -> list[Stored]:
        """As `add`, for many: all are encoded before the first is hung, so that one that cannot be changes nothing.

        One loop without calls, and no objects: every row of a back-test goes through it.
        """
        told = [(row.kind, WRITERS[row.kind](row)) for row in rows]
        seq, head, sha256 = self.rows, self.head, hashlib.sha256
        links: list[Stored] = []
        for kind, body in told:
            seq += 1
            head = sha256(head + seq.to_bytes(8, "big") + f"{kind}\0{body}".encode()).digest()  # link_hash
            links.append((seq, kind, body, head))
        self.rows, self.head = seq, head
        repeated = [f"{kind} {body}\n" for kind, body in told if kind in REPEATED]
        self._determinism.update("".join(repeated).encode())
        return links

    def accept(self, link: Link) -> None:
        """Take over a stored row. Raises JournalDamaged when it does not follow."""
        if link.seq != self.rows + 1:
            raise JournalDamaged(f"row {self.rows + 1} is missing (the next row found is {link.seq})")
        if link.hash != link_hash(self.head, link.seq, link.kind, link.body):
            raise JournalDamaged(f"row {link.seq} ({link.kind[:40]!r}) was changed, inserted or moved")
        if link.kind not in KINDS:
            raise JournalDamaged(f"row {link.seq}: unknown kind of row {link.kind[:40]!r}")
        self.rows, self.head = link.seq, link.hash
        if link.kind in REPEATED:
            self._determinism.update(f"{link.kind} {link.body}\n".encode())

    def seal(self) -> Seal:
        """Length and hashes as of now."""
        return Seal(self.rows, self.head.hex(), self._determinism.hexdigest())


def verify(links: Iterable[Link]) -> Seal:
    """Follow the whole chain. Raises JournalDamaged naming the first row that does not follow."""
    chain = Chain()
    for link in links:
        chain.accept(link)
    return chain.seal()
