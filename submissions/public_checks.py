"""The check for anybody, before they sign up. Nothing of it is kept beyond the hour."""

import secrets
from datetime import timedelta

from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from redis.exceptions import RedisError

from dtms_site import clock
from dtms_site.web import doorbell
from dtms_site.workshops.models import PaperType, Workshop
from submissions import checks, files
from submissions.enums import CheckState
from submissions.models import PublicCheck
from submissions.pdfcheck.check import judge
from submissions.pdfcheck.measurement import Measurement
from submissions.pdfcheck.sandboxed import measure_in_sandbox
from submissions.querysets import PUBLIC_CHECK_LIFE

CHECK = "submissions.tasks.check_public"
LEASE = timedelta(minutes=1)
MOST_ATTEMPTS = 2
# Files that one address may send in ten minutes, and that may wait at once on the whole site.
MOST_FILES, WINDOW = 10, 600
MOST_WAITING = 100


class TooMany(Exception):
    """This address, or everybody together, sent more than is checked at once. Try later."""


def may_send(address: str) -> bool:
    """Count one more file of this address; False once it has sent its share.

    Without a cache nobody is counted: the number of files that wait is bounded all the same.
    """
    key = f"public-check:{address}"
    try:
        cache.add(key, 0, WINDOW)
        return int(cache.incr(key)) <= MOST_FILES
    except (RedisError, ValueError):
        return True


def start(
    *, workshop: Workshop, paper_type: PaperType | None, upload: UploadedFile, address: str
) -> PublicCheck:
    """Take a file for its check. Raises TooMany or files.UnusableFile."""
    waiting = PublicCheck.objects.exclude(state=CheckState.DONE).alive(clock.now())
    if not may_send(address) or waiting.count() >= MOST_WAITING:
        raise TooMany
    stored = files.store(upload, largest_mb=workshop.max_upload_mb)
    with transaction.atomic():
        check = PublicCheck.objects.create(
            workshop=workshop, paper_type=paper_type, token=secrets.token_urlsafe(24),
            file=stored.name, sha256=stored.sha256, original_name=stored.original_name,
            queued_at=clock.now(),
        )  # fmt: skip
        doorbell.ring(CHECK, check.pk)
    return check


def run(check_id: int) -> None:
    if not PublicCheck.objects.take(check_id, clock.now(), LEASE):
        return
    check = PublicCheck.objects.select_related("workshop", "paper_type").get(pk=check_id)
    if check.attempts > MOST_ATTEMPTS:
        measured = Measurement(check.sha256, unreadable=checks.GAVE_UP)
    else:
        measured = measure_in_sandbox(files.read(check.file))
    found = judge(measured, checks.rules_of(check.workshop, check.paper_type))
    PublicCheck.objects.filter(pk=check.pk).update(
        state=CheckState.DONE, leased_until=None, result=found.to_dict()
    )


def due_ids(limit: int = 200) -> list[int]:
    due = PublicCheck.objects.due(clock.now()).order_by("queued_at")
    return list(due.values_list("pk", flat=True)[:limit])


def seconds_left(check: PublicCheck) -> int:
    """How long the file, and whatever was made of it, may still be kept."""
    left = check.queued_at + PUBLIC_CHECK_LIFE - clock.now()
    return max(int(left.total_seconds()), 1)


def forget() -> int:
    """Remove files and findings whose time is over. Returns how many."""
    old = list(PublicCheck.objects.expired(clock.now()))
    for check in old:
        check.file.delete(save=False)
        check.delete()
    return len(old)
