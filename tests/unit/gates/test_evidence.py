"""Parity: orders decided again and prices of fills, each against its bound; what was not measured is missing."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from botspec.domain.values import Ratio
from botspec.gates.evidence import evidence_missing
from botspec.spec.approval import EvidenceAsked, ParityEvidence
from tests.fakes.gates import digest, some_evidence

ASKED = ParityEvidence(slippage=Ratio(Decimal("0.002")), orders=Ratio(Decimal("0.99")))
NOT_DECIDED = "orders on paper decided again from the bars that their journal keeps"


def missing(*runs: dict[str, Any]) -> list[str]:
    given = [some_evidence(**({"mode": "paper", "slippage": Decimal("0.001")} | run)) for run in runs]
    return evidence_missing(EvidenceAsked(parity=ASKED), given, digest("evidence"), ())


@pytest.mark.parametrize(
    ("runs", "told"),
    [
        ([{"orders": 200, "alike": 198}], []),
        ([{"orders": 200, "alike": 197}], ["99% of the orders on paper the same when decided again (197 of 200 are)"]),
        ([{"orders": 100, "alike": 100}, {"orders": 100, "alike": 98}], []),
        ([{"orders": 100, "alike": 100}, {}], [NOT_DECIDED]),
        ([{"orders": 100}], [NOT_DECIDED]),
        ([{"orders": 1, "alike": 1, "slippage": None}], ["fills on paper to compare with their reference prices"]),
        (
            [{"orders": 1, "alike": 1, "slippage": Decimal("0.0021")}],
            ["paper fills within 0.2% of their reference prices (they are 0.210% worse)"],
        ),
        ([], ["fills on paper to compare with their reference prices", NOT_DECIDED]),
        ([{"mode": "backtest"}], ["fills on paper to compare with their reference prices", NOT_DECIDED]),
    ],
)
def test_parity(runs: list[dict[str, Any]], told: list[str]) -> None:
    assert missing(*runs) == told


def test_another_behaviour_speaks_for_nothing() -> None:
    assert NOT_DECIDED in missing({"orders": 9, "alike": 9, "behaviour": digest("another")})
