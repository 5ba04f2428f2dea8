"""Who is told of a run by the clock, and what an address that cannot be used means for its start."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from botspec.adapters.notify.messenger import Messenger
from botspec.app.alerts import destinations, refused
from botspec.app.folders import JOURNAL
from botspec.app.guardian import holds, only_reducing

if TYPE_CHECKING:
    from botspec.app.by_the_clock import Occasion

ALERTS = "alerts"


def listeners(occasion: Occasion) -> tuple[Messenger, Occasion]:
    """Whoever can be told, and the occasion as it is then.

    A rehearsal may leave its addresses out. Any other start is refused, unless the bot holds something: then it looks
    after that and enters nothing, `trouble` of the occasion says why. Raises Refused, JournalDamaged.
    """
    request, watcher = occasion.request, occasion.watcher
    found, wrong = destinations(occasion.bot, request.environment)
    if wrong and request.simulator is not None:
        watcher.note(f"warning: not everybody is told in this rehearsal: {'; '.join(wrong)}")
    elif wrong:
        if not holds(occasion.place.folder / JOURNAL):
            raise refused(wrong)
        told = f"guardian: looks after its positions and enters nothing, as somebody cannot be told; {'; '.join(wrong)}"
        occasion = replace(occasion, bot=only_reducing(occasion.bot, (ALERTS,)), trouble=told)
    return Messenger(found, watcher.note), occasion
