from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from botspec.domain.modes import Mode
from botspec.domain.values import Money, Ratio
from botspec.spec import model
from botspec.spec.model import Spec
from botspec.spec.words import Submit, Timeframe

SMALLEST: dict[str, Any] = {
    "version": "1",
    "id": "a",
    "universe": {"symbols": ["IBM"]},
    "data": {"source": "sample"},
    "strategy": {"kind": "rules", "long": {"enter": "close > 1"}},
    "sizing": {"kind": "percent_of_equity", "percent": "5%"},
}


def test_the_defaults() -> None:
    spec = Spec.model_validate(SMALLEST)

    assert spec.mode is Mode.BACKTEST
    assert spec.account == "main"
    assert spec.capital is None
    assert spec.data.timeframe is Timeframe.DAY
    assert spec.schedule.submit is Submit.NOW
    assert spec.simulation.cash == Money(Decimal(100_000))
    assert spec.simulation.max_participation == Ratio(Decimal("0.1"))
    assert (spec.simulation.slippage.kind, spec.simulation.fees.kind) == ("bps", "alpaca")
    assert spec.simulation.period is None


def test_a_block_keeps_the_rest_as_written() -> None:
    block = Spec.model_validate(SMALLEST).strategy

    assert block.kind == "rules"
    assert block.settings == {"long": {"enter": "close > 1"}}


def test_values_are_typed() -> None:
    spec = Spec.model_validate(
        {**SMALLEST, "params": {"n": "14"}, "simulation": {"period": {"from": "2007-01-03", "to": "2010-12-31"}}}
    )

    assert spec.numbers == {"n": Decimal(14)}
    assert spec.simulation.period is not None
    assert spec.simulation.period.starts_on == date(2007, 1, 3)


def test_a_spec_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Spec.model_validate(SMALLEST).id = "b"


MODELS = [part for part in vars(model).values() if isinstance(part, type) and issubclass(part, model.Part)]


@pytest.mark.parametrize("part", MODELS, ids=lambda part: part.__name__)
def test_every_key_is_described(part: type[BaseModel]) -> None:
    assert all(field.description for field in part.model_fields.values())
    assert part.model_config["extra"] == "forbid"
    assert part.model_config["frozen"]


def test_a_spec_written_out_reads_back_as_itself() -> None:
    spec = Spec.model_validate(SMALLEST)
    again = Spec.model_validate(spec.model_dump(mode="json", by_alias=True, exclude_none=True))

    assert again == spec
