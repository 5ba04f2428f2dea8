from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from botspec.domain.rows import NoteRow
from botspec.journal.chain import Chain, Link, link_hash, verify
from botspec.ports.journal import JournalDamaged
from tests.fakes.a_run import a_run, header_row, spec_row


def links(rows):
    chain = Chain()
    return [chain.add(row) for row in rows]


LINKS = links(a_run(80)[0])


def edited(rng, found):
    """A byte of one body changed."""
    index = rng.randrange(len(found))
    link = found[index]
    place = rng.randrange(len(link.body))
    letter = chr((ord(link.body[place]) + 1 + rng.randrange(94)) % 127)
    found[index] = replace(link, body=link.body[:place] + letter + link.body[place + 1 :])
    return index + 1 if found[index].body != link.body else None


def relabelled(rng, found):
    index = rng.randrange(len(found))
    found[index] = replace(found[index], kind="note" if found[index].kind != "note" else "mark")
    return index + 1


def removed(rng, found):
    index = rng.randrange(len(found) - 1)
    del found[index]
    return index + 1


def removed_and_renumbered(rng, found):
    index = rng.randrange(len(found) - 1)
    del found[index]
    found[index:] = [replace(link, seq=link.seq - 1) for link in found[index:]]
    return index + 1


def inserted(rng, found):
    index = rng.randrange(len(found))
    found[index:] = [replace(link, seq=link.seq + 1) for link in found[index:]]
    copy = found[rng.randrange(len(found))]
    previous = found[index - 1].hash if index else b"\x00" * 32
    digest = link_hash(previous, index + 1, copy.kind, copy.body)
    found.insert(index, Link(index + 1, copy.kind, copy.body, digest))
    # The inserted row holds when its hash is computed well; the one after it cannot.
    return index + 2 if copy.body != found[index + 1].body else None


def swapped(rng, found):
    index = rng.randrange(len(found) - 1)
    one, other = found[index], found[index + 1]
    found[index], found[index + 1] = replace(other, seq=one.seq), replace(one, seq=other.seq)
    return index + 1


def rehashed(rng, found):
    """A hash replaced to fit an edited body: then the next row does not follow."""
    index = rng.randrange(len(found) - 1)
    link = found[index]
    previous = found[index - 1].hash if index else b"\x00" * 32
    body = link.body[:-1] + " }"
    found[index] = replace(link, body=body, hash=link_hash(previous, link.seq, link.kind, body))
    return index + 2


TAMPERINGS = (edited, relabelled, removed, removed_and_renumbered, inserted, swapped, rehashed)


def test_two_thousand_tamperings_are_located():
    rng = random.Random("tamper")  # noqa: S311
    located = Counter()
    for turn in range(2100):
        tamper, found = TAMPERINGS[turn % len(TAMPERINGS)], list(LINKS)
        row = tamper(rng, found)
        if row is None:
            continue
        with pytest.raises(JournalDamaged, match=rf"^row {row}\b"):
            verify(found)
        located[tamper.__name__] += 1
    assert len(located) == len(TAMPERINGS)
    assert located.total() > 2000


def test_a_tail_cut_off_shows_only_against_the_head_noted_before():
    whole, cut = verify(LINKS), verify(LINKS[:-3])

    assert cut.rows == whole.rows - 3
    assert cut.head != whole.head
    assert cut.head == LINKS[-4].hash.hex()


def test_determinism_leaves_out_where_and_when():
    later = replace(header_row(), started_at=header_row().started_at + timedelta(days=1), platform="elsewhere")
    one, other = verify(links([header_row(), spec_row()])), verify(links([later, spec_row()]))

    assert one.determinism == other.determinism
    assert one.head != other.head


def test_determinism_covers_every_other_row():
    rows, _ = a_run(80)

    assert verify(links(rows[:-1])).determinism != verify(links(rows)).determinism


def test_a_kind_cannot_lend_letters_to_its_body():
    assert link_hash(b"", 1, "no", "te{}") != link_hash(b"", 1, "note", "{}")


def test_a_kind_this_version_does_not_know_is_damage():
    digest = link_hash(b"\x00" * 32, 1, "gossip", "{}")

    with pytest.raises(JournalDamaged, match="row 1: unknown kind"):
        verify([Link(1, "gossip", "{}", digest)])


def test_many_rows_at_a_time_make_the_chain_that_one_by_one_makes():
    rows = a_run(80)[0]
    chain = Chain()

    stored = [*chain.extend(rows[:7]), *chain.extend(()), *chain.extend(rows[7:])]

    assert [Link(*each) for each in stored] == LINKS
    assert chain.seal() == verify(LINKS)


def test_a_row_without_a_text_leaves_the_chain_as_it_was():
    rows = a_run(80)[0]
    chain = Chain()
    chain.extend(rows[:5])
    before = chain.seal()
    wrong = NoteRow(rows[-1].at.replace(tzinfo=None), "info", "X", "")

    with pytest.raises(ValueError, match="aware"):
        chain.extend([rows[5], wrong])

    assert chain.seal() == before
