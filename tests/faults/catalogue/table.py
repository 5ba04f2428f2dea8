"""All faults, by id."""

from __future__ import annotations

from collections.abc import Mapping

from tests.faults.catalogue import broker, inputs, running
from tests.faults.catalogue.row import Fault

FAULTS: Mapping[str, Fault] = {**broker.FAULTS, **running.FAULTS, **inputs.FAULTS}
