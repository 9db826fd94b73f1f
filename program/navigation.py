from typing import Any

from django.db.models import Exists, OuterRef, Q

from dtms_site.workshops.enums import Role
from dtms_site.workshops.navigation import (
    Hat,
    PublicPage,
    SideEntry,
    register_hat,
    register_public,
    register_side,
)
from program import policy
from program.enums import ProceedingsState
from program.models import Proceedings, Programme
from reviews.statistics.policy import register_list
from submissions.enums import SubmissionStatus


def _only_publishes(request: Any) -> bool:
    """Workshop chairs find the same pages on their own desk."""
    return Role.PUBLICATION in request.roles and Role.CHAIR not in request.roles


def _missing(request: Any) -> int:
    papers = policy.desk_of(request.user, request.workshop).papers
    return papers.filter(status=SubmissionStatus.ACCEPTED).count()


def register() -> None:
    register_hat(
        Hat("publication", "Publication desk", "program:desk", 40, _only_publishes, _missing,
            work_of=frozenset({Role.PUBLICATION}))
    )  # fmt: skip
    programmes = Programme.objects.filter(workshop=OuterRef("pk"), published_at__isnull=False)
    volumes = Proceedings.objects.filter(workshop=OuterRef("pk"), state=ProceedingsState.PUBLISHED)
    register_public(
        PublicPage("programme", "Programme", "program:programme", Q(Exists(programmes))),
        PublicPage("proceedings", "Proceedings", "program:proceedings", Q(Exists(volumes))),
    )
    register_list(policy.accepted_are_listed)
    group, roles = "Send and publish", policy.PUBLISHERS
    register_side(
        SideEntry("Now", "Publication desk", "book-2", "program:desk", 11,
                  frozenset({Role.PUBLICATION})),
        SideEntry(group, "Camera-ready", "file-check", "program:finals", 31, roles),
        SideEntry(group, "Programme", "calendar-event", "program:programme-desk", 32, roles),
        SideEntry(group, "Proceedings", "book-2", "program:proceedings-desk", 33, roles),
    )  # fmt: skip
