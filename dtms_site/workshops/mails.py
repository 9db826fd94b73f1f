from dtms_site.mail.catalogue import register as kind
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
        "committee.reminder", "role", "inviter", "link", "answer_by", "dates", "note",
        why="{inviter} asked you to serve on the committee", guard=_still_open, secret=True,
    )  # fmt: skip
    kind(
        "committee.accepted", "person", "role", "people_url",
        why="you are a chair of this edition",
    )  # fmt: skip
    kind(
        "committee.declined", "person", "role", "reason", "people_url",
        why="you are a chair of this edition",
    )  # fmt: skip
    kind(
        "deadline.extended", "what", "old", "new", "reason",
        why="you have unfinished work that this date bounds",
    )  # fmt: skip
