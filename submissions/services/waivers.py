"""Waivers of format rules: asked for by authors, granted or refused by chairs."""

from collections.abc import Iterable

from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from submissions import checks, policy
from submissions.enums import WaiverState
from submissions.models import FormatWaiver, Submission
from submissions.services.authors import tell_author
from submissions.services.errors import Closed, NotReady
from submissions.services.lifecycle import locked


@transaction.atomic
def ask(*, paper: Submission, by: User, rules: Iterable[str], reason: str) -> FormatWaiver:
    """Ask the chairs to waive rules that the paper breaks. Raises Closed or NotReady."""
    paper = locked(paper)
    waivable = policy.waivable_rules(paper)
    wanted = [name for name in waivable if name in set(rules)]
    if not waivable:
        raise Closed
    if not wanted:
        raise NotReady([policy.Lack("rules", "Tick what the chairs should waive.")])
    if not reason.strip():
        raise NotReady([policy.Lack("reason", "Tell the chairs why, in a sentence or two.")])
    waiver = FormatWaiver.objects.create(
        submission=paper, rules=wanted, reason=reason.strip(), asked_by=by,
        asked_at=paper.workshop.now(),
    )  # fmt: skip
    record(
        "waiver asked for", actor=by, edition=paper.workshop, about=paper, rules=wanted,
        reason=waiver.reason,
    )  # fmt: skip
    return waiver


@transaction.atomic
def grant(*, waiver: FormatWaiver, by: User, words: str = "") -> None:
    """The rules no longer count for this paper, nor for its later versions. Raises Closed."""
    _answer(waiver, WaiverState.GRANTED, by, words)


@transaction.atomic
def refuse(*, waiver: FormatWaiver, by: User, words: str) -> None:
    """The rules stay. The author is told why. Raises Closed or NotReady."""
    if not words.strip():
        raise NotReady([policy.Lack("words", "Tell the authors why, in a sentence.")])
    _answer(waiver, WaiverState.REFUSED, by, words)


def _answer(waiver: FormatWaiver, state: WaiverState, by: User, words: str) -> None:
    answered = FormatWaiver.objects.filter(pk=waiver.pk).open().update(
        state=state, answer=words.strip(), answered_by=by,
        answered_at=waiver.submission.workshop.now(),
    )  # fmt: skip
    if not answered:
        raise Closed
    waiver.refresh_from_db()
    paper = waiver.submission
    record(
        f"waiver {state.label.lower()}", actor=by, edition=paper.workshop, about=paper,
        rules=waiver.rules, reason=waiver.answer,
    )  # fmt: skip
    checks.count_waivers(paper)
    key = "waiver_granted" if state == WaiverState.GRANTED else "waiver_refused"
    values = {"rules": policy.rule_names(waiver.rules), "words": waiver.answer}
    for author in paper.authors.confirmed().select_related("user"):
        tell_author(f"submission.{key}", author, values, key=f"waiver:{waiver.pk}")
