from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from botspec.domain.rows import CashRow, DecisionRow, EndedRow, NoteRow, Row
from botspec.journal import encoding
from botspec.journal.codec import KINDS, decode, encode
from botspec.journal.decoding import Malformed
from tests.fakes.a_run import a_run

AT = datetime(2020, 1, 2, 3, 4, 5, 6, tzinfo=UTC)

st.register_type_strategy(Decimal, st.decimals(allow_nan=False, allow_infinity=False, places=None))
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(float, st.floats(allow_nan=False))


@settings(max_examples=8, deadline=None)
@given(data=st.data())
@pytest.mark.parametrize("cls", get_args(Row), ids=lambda cls: cls.kind)
def test_every_row_comes_back_as_it_was(cls, data):
    row = data.draw(st.from_type(cls))

    body = encode(row)

    assert decode(cls.kind, body) == row
    assert encode(decode(cls.kind, body)) == body
    assert body.isascii()
    json.loads(body, parse_constant=pytest.fail)


def test_a_whole_run_comes_back_as_it_was():
    rows, _ = a_run(120)

    assert [decode(row.kind, encode(row)) for row in rows] == rows


def test_the_text_of_a_row_is_fixed():
    ended = EndedRow(AT, "data_end", 25000, Decimal("1E+3"), 3, {"z": 1})
    nan = replace(ended, equity=float("nan"))

    assert encode(ended) == (
        '{"at":"2020-01-02T03:04:05.000006Z","why":"data_end","equity":25000.0,"cash":"1000","bars":3,"guesses":{"z":1}}'
    )
    assert '"equity":"nan"' in encode(nan)
    assert math.isnan(decode("ended", encode(nan)).equity)


def test_mappings_are_written_by_key():
    one = EndedRow(AT, "data_end", 1.0, Decimal(1), 3, {"b": 1, "a": 2})
    other = replace(one, guesses={"a": 2, "b": 1})

    assert encode(one) == encode(other)
    assert '"guesses":{"a":2,"b":1}' in encode(one)


def test_times_are_written_in_utc_and_naive_ones_refused():
    new_york = AT.astimezone(timezone(timedelta(hours=-5)))

    assert encode(DecisionRow(new_york, "A", "R", "")) == encode(DecisionRow(AT, "A", "R", ""))
    with pytest.raises(ValueError, match="aware"):
        encode(DecisionRow(AT.replace(tzinfo=None), "A", "R", ""))


def test_control_characters_and_lone_surrogates_survive():
    note = NoteRow(AT, "info", "X", "\x00\x1b[31m\u2028\ud800 é 😀")

    assert decode("note", encode(note)) == note


NOTE = {"at": "2020-01-02T03:04:05.000006Z", "level": "info", "code": "X", "text": "t"}


@pytest.mark.parametrize(
    ("kind", "body", "says"),
    [
        ("gossip", "{}", "unknown kind"),
        ("note", json.dumps({**NOTE, "mood": 1}), "does not know mood"),
        ("note", json.dumps({key: NOTE[key] for key in ("at", "level", "code")}), "lacks text"),
        ("note", json.dumps({**NOTE, "text": 3}), "3 is no str"),
        ("note", json.dumps({**NOTE, "at": "2020-01-02T03:04:05"}), "no UTC time"),
        ("note", json.dumps({**NOTE, "at": "yesterdayZ"}), "note"),
        ("note", "[]", "no dict"),
        ("note", "{", "note"),
        ("note", "[" * 100_000, "note"),
        ("quality", '{"symbol":"A","what":"gap","count":true,"detail":""}', "True is no int"),
        ("ended", '{"at":"2020-01-02T03:04:05Z","why":"","equity":1,"cash":"1","bars":1,"guesses":{}}', "no float"),
    ],
)
def test_what_no_row_could_have_written_is_refused(kind, body, says):
    with pytest.raises(Malformed, match=says):
        decode(kind, body)


def test_unknown_words_of_an_enum_and_wrong_decimals_are_refused():
    rows, _ = a_run(40)
    cash = next(row for row in rows if isinstance(row, CashRow))
    body = json.loads(encode(cash))

    for field, value in (("kind", "gift"), ("amount", "ten"), ("amount", 10)):
        changed = {**body, "moved": {**body["moved"], field: value}}
        with pytest.raises(Malformed):
            decode("cash", json.dumps(changed))


def test_a_field_with_a_default_may_be_absent():
    rows, _ = a_run(40)
    order = next(row for row in rows if row.kind == "order" and row.order.filled_at is None)
    body = json.loads(encode(order))
    del body["order"]["legs"]

    assert decode("order", json.dumps(body)) == order


def test_a_field_that_need_not_be_given_is_left_out_while_it_is_none():
    rows, _ = a_run(40)
    order = next(row for row in rows if row.kind == "order" and row.order.filled_at is None)
    spec = next(row for row in rows if row.kind == "spec")
    body = encode(order)

    assert not {"filled_at", "replaced_by", "limit_price"} & {
        *json.loads(body)["order"],
        *json.loads(body)["order"]["request"],
    }
    assert '"filled_at":"2020-01-02T03:04:05.000006Z"' in encode(
        replace(order, order=replace(order.order, filled_at=AT))
    )
    assert '"benchmark":null' in encode(replace(spec, benchmark=None))  # has no default: it is always there


def test_a_row_written_before_none_was_left_out_reads_the_same():
    order = next(row for row in a_run(40)[0] if row.kind == "order" and row.order.filled_at is None)
    body = json.loads(encode(order))
    body["order"] |= {"filled_at": None, "replaced_by": None, "group_role": None}
    body["order"]["request"]["stop_loss"] = None

    assert decode("order", json.dumps(body)) == order


def test_every_kind_has_its_own_name():
    assert len(KINDS) == len(get_args(Row))


def test_times_are_written_alike_however_many_there_are(monkeypatch):
    rows = [row for row in a_run(120)[0] if row.kind in {"wanted", "intent", "order"}]
    first = [encode(row) for row in rows]
    monkeypatch.setattr(encoding, "REMEMBERED", 2)

    again = [encode(row) for row in reversed(rows)]

    assert again[::-1] == first == [encode(decode(row.kind, body)) for row, body in zip(rows, first, strict=True)]
    assert len({row.kind for row in rows}) == 3
