"""What was received: the number of the version, and the mail that says so."""

from django.db.models import Max

from dtms_site.web.text import file_size
from dtms_site.workshops import dates
from dtms_site.workshops.enums import DeadlineKind
from submissions.enums import VersionPurpose
from submissions.models import PaperVersion, Submission
from submissions.services.authors import tell_author


def next_number(paper: Submission, purpose: VersionPurpose) -> int:
    last = paper.versions.filter(purpose=purpose).aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def send_receipt(paper: Submission, version: PaperVersion) -> None:
    deadline = paper.dates.get(DeadlineKind.SUBMISSION)
    for author in paper.authors.confirmed().select_related("user"):
        zone = author.account.time_zone
        values = {
            "version": str(version.number),
            "sha256": version.sha256,
            "size": file_size(version.size),
            "received": f"{dates.long(version.uploaded_at, dates.UTC)} UTC",
            "deadline": dates.deadline_in_mail(deadline, zone) if deadline else "",
        }
        tell_author("submission.received", author, values, key=f"v{version.number}")
