"""Whether a bot may trade on paper: what its policy asks to have been seen before."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from botspec.app.folders import JOURNAL, folder_by_the_clock
from botspec.app.guardian import holds, only_reducing
from botspec.app.promotion import missing_for
from botspec.app.request import Refused
from botspec.domain.modes import Mode

if TYPE_CHECKING:
    from botspec.app.request import RunRequest
    from botspec.app.run import Reviewed
    from botspec.pipeline import Pipeline

REFUSED = 3


def admitted_to_paper(reviewed: Reviewed, request: RunRequest, note: Callable[[str], None]) -> Pipeline:
    """The bot as it may trade on paper: all of it, only reducing while it holds something, or not at all.

    Raises Refused.
    """
    missing = missing_for(request.spec, reviewed.checked, reviewed.context, Mode.PAPER, request.runs)
    if not missing:
        return reviewed.bot
    listed = "".join(f"\n  missing: {what}" for what in missing)
    if not holds(folder_by_the_clock(reviewed.bot, Mode.PAPER, request.runs) / JOURNAL):
        raise Refused(f"the policy asks to have seen more of this bot before it may trade on paper:{listed}", REFUSED)
    note(f"error: guardian: looks after its positions and enters nothing; the policy asks for evidence{listed}")
    return only_reducing(reviewed.bot, ("evidence",))
