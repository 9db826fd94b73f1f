"""What is printed, gathered from the edition's rows: the volume as data, and its final PDFs."""

from collections.abc import Iterable
from hashlib import sha256
from itertools import groupby
from typing import Any

from dtms_site.web.text import to_html
from dtms_site.workshops.enums import Committee, DeadlineKind
from dtms_site.workshops.models import Workshop
from program.builders.volume import LETTER, Author, Paper, Part, Person, Volume, in_order
from program.builders.volume import Committee as PrintedCommittee
from program.models import FinalVersion, Proceedings
from program.timetable import timetable
from reviews.models import ExternalReviewer
from submissions.models import PaperVersion


def volume_of(proceedings: Proceedings) -> tuple[Volume, dict[int, PaperVersion]]:
    """The volume as data, and the final PDF of each paper by its number."""
    workshop = proceedings.workshop
    parts, versions = _parts(workshop)
    day = _day(workshop)
    volume = Volume(
        title=proceedings.title,
        event=workshop.name,
        short_name=workshop.short_name,
        year=workshop.year,
        kicker=" · ".join(filter(None, [str(workshop), workshop.edition_line])),
        place=workshop.venue,
        held=f"{day.day} {day:%B %Y}" if day else str(workshop.year),
        date=f"{day:%Y%m%d}" if day else f"{workshop.year}0101",
        editors=tuple(proceedings.editor_names),
        publisher=proceedings.publisher,
        isbn=proceedings.isbn,
        rights=proceedings.rights,
        contact=workshop.contact_email,
        message=to_html(proceedings.message),
        committees=_committees(workshop) + _external_reviewers(workshop),
        parts=in_order(parts),
        page=_page_size(versions.values()),
    )
    return volume, versions


def _day(workshop: Workshop) -> Any:
    at = workshop.schedule.at(DeadlineKind.WORKSHOP)
    return at.astimezone(workshop.zone) if at else None


def _parts(workshop: Workshop) -> tuple[list[Part], dict[int, PaperVersion]]:
    """Sessions with the papers whose final version is in, and those versions."""
    finals = FinalVersion.objects.handed_in().filter(submission__workshop=workshop)
    by_paper: dict[int | None, Any] = {
        f.submission_id: f.version for f in finals.select_related("version__report")
    }
    parts, versions = [], {}
    for block in timetable(workshop):
        papers = []
        for talk in block.talks:
            paper, version = talk.slot.submission, by_paper.get(talk.slot.submission_id)
            if paper is not None and version is not None:
                versions[paper.number] = version
                papers.append(_paper(paper, version))
        if papers and block.session:
            parts.append(Part(block.heading, tuple(papers), block.session.chaired_by))
    return parts, versions


def _paper(submission: Any, version: PaperVersion) -> Paper:
    authors = tuple(
        Author(a.given_name, a.family_name, a.affiliation) for a in submission.authors.all()
    )
    return Paper(submission.number, submission.title, authors, version.report.pages or 0)


def _committees(workshop: Workshop) -> tuple[PrintedCommittee, ...]:
    """The listed people, as on the public page."""
    listed = list(Committee)
    rows = workshop.memberships.listed().select_related("user")
    ordered = sorted(rows, key=lambda row: listed.index(row.committee))
    return tuple(
        PrintedCommittee(
            f"{committee.label} committee",
            tuple(Person(str(m.user), m.user.affiliation, m.printed_title) for m in members),
        )
        for committee, members in groupby(ordered, lambda row: row.committee)
    )


def _external_reviewers(workshop: Workshop) -> tuple[PrintedCommittee, ...]:
    """Who helped from outside and let themselves be named, each once, without the papers."""
    rows = ExternalReviewer.objects.thanked().filter(assignment__submission__workshop=workshop)
    people: dict[Any, Any] = {row.user_id: row.user for row in rows.select_related("user")}
    named = sorted(people.values(), key=lambda user: (user.family_name, user.given_name))
    printed = tuple(Person(str(user), user.affiliation, "") for user in named)
    return (PrintedCommittee("External reviewers", printed),) if printed else ()


def _page_size(versions: Iterable[PaperVersion]) -> tuple[float, float]:
    """That of the first paper, which all should have."""
    first = next(iter(versions), None)
    geometry = first.report.result.get("geometry") if first else None
    return (geometry[0]["width"], geometry[0]["height"]) if geometry else LETTER


def chairs_of(workshop: Workshop) -> list[str]:
    return [str(m.user) for m in workshop.memberships.chairs().select_related("user")]


def fingerprint_of(proceedings: Proceedings) -> str:
    """Of all that is printed. The same fingerprint gives the same bytes."""
    return fingerprint(*volume_of(proceedings))


def fingerprint(volume: Volume, versions: dict[int, PaperVersion]) -> str:
    digest = sha256(volume.to_json())
    for number in sorted(versions):
        digest.update(f"{number}:{versions[number].sha256}".encode())
    return digest.hexdigest()
