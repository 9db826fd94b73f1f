"""Invented authors: they begin early or late, most submit, many in the last hours."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import cast

from dtms_site.accounts.models import User
from dtms_site.management.demo import paper_pdf, pdfs
from dtms_site.management.demo.content import TOPICS, PaperContent, load_people
from dtms_site.rehearsal.people import invented
from dtms_site.rehearsal.stage import DAY, HOUR, Act, Acts, Done, Stage, between, happens
from dtms_site.workshops.enums import DeadlineKind, DeclarationKind, Role
from program.services import camera_ready
from submissions import checks, files
from submissions.enums import SubmissionStatus
from submissions.models import PaperVersion, Submission
from submissions.services import details, lifecycle, versions
from submissions.services.authors import confirm_authorship
from submissions.services.details import AuthorDetails, PaperDetails

LAST_MOMENT = timedelta(minutes=1)
LONGEST_WORK = 14 * DAY


def acts(stage: Stage) -> Acts:
    due = stage.at(DeadlineKind.SUBMISSION)
    latest = min(due, stage.workshop.schedule.at(DeadlineKind.ABSTRACT) or due) - 2 * HOUR
    earliest = max(stage.workshop.opens_at + HOUR, due - LONGEST_WORK)
    for content in stage.contents:
        dice, key = stage.dice("author", content.number), f"paper-{content.number}"
        begun = between(dice, earliest, max(earliest, latest - DAY))
        yield Act(begun, key, partial(begin, stage, content), aim="begin a paper")
        before = stage.done.get(key)
        if before is None or before.about_id is None or happens(dice, stage.play.drafts):
            continue
        if happens(dice, stage.play.last_day):
            # Of those of the last day a third come in its last hour.
            at = due - DAY * dice.random() ** 3 - LAST_MOMENT
        else:
            at = between(dice, before.at + HOUR, due - DAY)
        submits = partial(submit, stage, before.about_id)
        yield Act(max(at, before.at), f"{key}-submit", submits, before.who, "submit their paper")
    yield from final_versions(stage)


def begin(stage: Stage, content: PaperContent) -> Done:
    """A complete draft with its PDF and its check. The co-authors confirm at once."""
    workshop = stage.workshop
    users = {key: invented(load_people()[key], workshop) for key in content.authors}
    author = users[content.contact]
    paper = details.create_draft(workshop=workshop, by=author)
    stored = files.store_bytes(pdfs.typeset(content.number), f"{content.slug}.pdf")
    version = versions.add_version(paper=paper, by=author, stored=stored)
    paper = details.save_details(
        paper=paper, by=author, details=_details(stage, content), based_on=paper.edit_version
    )
    for key in set(content.authors) - {*content.unconfirmed, content.contact}:
        listed = paper.authors.get(email=users[key].email)
        listed.submission = paper
        if listed.user_id is None:
            confirm_authorship(author=listed, user=users[key])
    check(version)
    return Done(f"{author} began paper {paper.number}", paper.pk)


def check(version: PaperVersion) -> None:
    """Here and now, unless a worker of the site was faster."""
    checks.run(version.report.pk)


def _details(stage: Stage, content: PaperContent) -> PaperDetails:
    workshop, people = stage.workshop, load_people()
    types = {t.key: t for t in workshop.paper_types.all()}
    longest = max(types.values(), key=lambda t: t.max_pages)
    topics = list(workshop.topics.all())
    names = list(TOPICS)
    chosen = {topics[names.index(t) % len(topics)].pk for t in content.topics} if topics else set()
    authors = [
        AuthorDetails(u.given_name, u.family_name, u.email, u.affiliation, key == content.contact)
        for key in content.authors
        for u in [invented(people[key], workshop)]
    ]
    return PaperDetails(
        paper_type_id=types.get(content.type, longest).pk,
        title=content.title,
        abstract=" ".join(content.abstract.split()[: workshop.abstract_words]),
        topic_ids=sorted(chosen)[: workshop.most_topics],
        authors=authors,
        conflict_ids=_conflicts(stage, content),
        conflicts_confirmed=True,
        answers={
            d.pk: "No." if d.kind == DeclarationKind.TEXT else True
            for d in workshop.declarations.all()
        },
    )  # fmt: skip


def _conflicts(stage: Stage, content: PaperContent) -> list[int]:
    """With one member in every fifth paper, as authors declare them."""
    dice = stage.dice("conflict", content.number)
    held = stage.workshop.memberships.current().filter(role=Role.MEMBER)
    members = sorted(held.values_list("user__email", "user_id"))
    return [dice.choice(members)[1]] if members and happens(dice, 20) else []


def submit(stage: Stage, pk: int) -> Done:
    paper = stage.paper(pk)
    if paper.status != SubmissionStatus.DRAFT:
        return Done(f"Paper {paper.number} was {paper.get_status_display().lower()} already")
    author = contact_of(paper)
    lifecycle.submit(paper=paper, by=author)
    return Done(f"{author} submitted paper {paper.number}")


def contact_of(paper: Submission) -> User:
    listed = paper.authors.confirmed().select_related("user").order_by("-is_contact", "order")
    return cast("User", listed[0].user)


# ---- after the decisions


def final_versions(stage: Stage) -> Acts:
    """Most in time, near its end. Who forgot does so once the chairs gave more time."""
    due = stage.workshop.schedule.get(DeadlineKind.CAMERA_READY)
    if due is None:
        return
    accepted = stage.workshop.submissions.filter(status=SubmissionStatus.ACCEPTED)
    for paper in accepted.order_by("number"):
        paper.workshop = stage.workshop
        dice, key = stage.dice("final", paper.number), f"final-{paper.number}"
        told = stage.at(DeadlineKind.NOTIFICATION)
        aim = f"hand paper {paper.number} in"
        if not happens(dice, stage.play.never):
            at = due.at - (due.at - told) * 0.8 * dice.random() ** 2 - LAST_MOMENT
            yield Act(at, key, partial(hand_in, stage, paper.pk), aim=aim)
        final = getattr(paper, "final", None)
        if final is not None and final.open_until is not None:
            until = final.open_until
            yield Act(until - 10 * HOUR, f"{key}-{until:%Y%m%d%H}",
                      partial(hand_in, stage, paper.pk), aim=aim)  # fmt: skip


def hand_in(stage: Stage, pk: int) -> Done:
    paper = stage.paper(pk)
    author = contact_of(paper)
    if paper.status != SubmissionStatus.ACCEPTED:
        return Done(f"Paper {paper.number} was {paper.get_status_display().lower()} already")
    stored = files.store_bytes(_final_pdf(stage.content_of(paper)), "final.pdf")
    version = camera_ready.add_final(paper=paper, by=author, stored=stored)
    check(version)
    camera_ready.hand_in(
        paper=stage.paper(pk), by=author, presenter=str(paper.authors.all()[0].name),
        metadata_confirmed=True,
    )  # fmt: skip
    return Done(f"{author} handed in the final version of paper {paper.number}")


def _final_pdf(content: PaperContent) -> bytes:
    """The reviewed PDF again, or a mended one where its format was wrong."""
    if content.format == "ok":
        return pdfs.typeset(content.number)
    return paper_pdf.build_pdf(replace(content, format="ok"), load_people())
