"""What the words of `schedule.session` mean."""

from __future__ import annotations

from botspec.market.hours import ALWAYS, EXTENDED, REGULAR
from botspec.spec.words import Session

HOURS = {Session.REGULAR: REGULAR, Session.EXTENDED: EXTENDED, Session.ALWAYS: ALWAYS}
