from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from botspec.domain.rows import DeniedRow, MarkRow, TripRow
from botspec.report import document
from tests.fakes.a_run import a_run
from tests.unit.report.hostile import PAYLOADS, poisoned
from tests.unit.report.test_pages import COLUMNS, ROWS

SCHEMA = json.loads(Path("schemas/report-v1.schema.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def parsed(record):
    text = document.text(record)
    data = json.loads(text, parse_constant=pytest.fail)
    VALIDATOR.validate(data)
    return data


def test_the_schema_is_one():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_a_whole_run(record):
    data = parsed(record)

    assert data["run"]["bot"] == "dip-buyer"
    assert data["money"]["equity"] == "28109.42"
    assert len(data["trades"]) == len(record.trades)
    assert len(data["sessions"]) == 1000
    assert data["provenance"]["journal"]["head"] == record.seal.head
    assert sum(Decimal(trade["profit"]) for trade in data["trades"]) == record.money.realised


@pytest.mark.parametrize("count", [0, 1, 2, 40])
def test_runs_of_any_length_hold_to_the_schema(make_record, count):
    rows, _ = a_run(max(count, 1), "simulate", ended=False)

    parsed(make_record(rows if count else [], {}))


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_words_stay_words(make_record, payload):
    data = parsed(make_record([poisoned(row, payload) for row in ROWS], COLUMNS))

    assert data["run"]["bot"] == payload


def test_numbers_that_are_none_never_become_nan(make_record):
    rows, _ = a_run(300, "simulate", ended=False)
    nan = float("nan")

    def broken(row):
        if isinstance(row, MarkRow):
            return replace(row, equity=nan, adverse=nan, exposure=nan, benchmark=None)
        if isinstance(row, TripRow):
            return replace(row, trip=replace(row.trip, used=nan, limit=nan, equity=nan))
        if isinstance(row, DeniedRow):
            return replace(row, reading=replace(row.reading, used=Decimal("NaN")))
        return row

    data = parsed(make_record([broken(row) for row in rows], {}))

    assert data["performance"]["sharpe"] is None
    assert {session["equity"] for session in data["sessions"]} == {None}
