from dtms_site.mail.catalogue import register as kind
from dtms_site.workshops import reminding
from dtms_site.workshops.models import CommitteeInvitation


def _still_open(row: object) -> bool:
    """An invitation that was withdrawn or answered since is not sent."""
    pending = CommitteeInvitation.objects.pending()
    return pending.filter(pk=row.about_id).exists()  # type: ignore[attr-defined]


def register() -> None:
    kind(
        "committee.invited", "role", "inviter", "link", "answer_by", "dates", "note",
        why="{inviter} asked you to serve on the committee", guard=_still_open, secret=True,
    )  # fmt: skip
    kind(
        "committee.reminder", "role", "inviter", "asked", "answer_by",
        why="{inviter} asked you to serve on the committee, and we have no answer",
        guard=_still_open,
    )  # fmt: skip
    kind(
        "digest.open_work", "count", "items", guard=reminding.still_open,
        why="you take part in this edition; there is at most one such mail a day",
    )  # fmt: skip
    kind(
        "committee.accepted", "person", "role", "people_url",
        why="you are a chair of this edition", optional="about who joins the committee",
    )  # fmt: skip
    kind(
        "committee.declined", "person", "role", "reason", "people_url",
        why="you are a chair of this edition",
    )  # fmt: skip
    kind(
        "deadline.more_time", "what", "thing", "old", "new", "reason", "url",
        why="a chair gave more time to you alone",
    )  # fmt: skip
    kind(
        "deadline.extended", "what", "old", "new", "reason",
        why="you have unfinished work that this date bounds",
    )  # fmt: skip
    kind("retention.notice", "until", "url", why="you are a chair of this edition")
    kind(
        "operator.glass", "operator", "reason", "until", "url",
        why="you are a chair of this edition", urgent=True,
    )  # fmt: skip
