from typing import Any

from program.services.placing import free_slot
from submissions.enums import ACCEPTED_STATES
from submissions.signals import status_changed


def register() -> None:
    status_changed.connect(give_the_slot_back, dispatch_uid="program.slot")


def give_the_slot_back(paper: Any, new: str, **_: Any) -> None:
    """A paper that was withdrawn, or is no longer accepted, stands in no programme."""
    if new not in ACCEPTED_STATES:
        free_slot(paper=paper)
