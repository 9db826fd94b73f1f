"""Submitted papers with PDFs of known faults, checked for real."""

from dataclasses import replace

from dtms_site import clock
from dtms_site.accounts.models import User
from dtms_site.workshops.models import Workshop
from submissions import checks, files
from submissions.models import Submission
from submissions.services import versions
from tests.editions import OPEN, pdf, submitted
from tests.paper_factory import Paper, heading, pages_of_text, references, running

# One fault each; fonts are not embedded in any, which only asks for a look.
SOUND = Paper(flow=(running(90),)).pdf()
SMALL = Paper(flow=(pages_of_text(1, 9, 11),)).pdf()
NARROW_GUTTER = replace(Paper(flow=(running(90),)), gutter=18.0).pdf()
SEVEN_PAGES = Paper(flow=(pages_of_text(5.5), heading("References"), references(62))).pdf()


def checked(workshop: Workshop, author: User, content: bytes, **more: object) -> Submission:
    """A submitted paper whose newest version has this content."""
    paper = submitted(workshop, author, **more)
    return replaced(paper, author, content)


def replaced(paper: Submission, author: User, content: bytes) -> Submission:
    with clock.at(OPEN):
        own = content + b"%% paper %d" % paper.number
        stored = files.store(pdf(own), largest_mb=50)
        version = versions.add_version(paper=paper, by=author, stored=stored)
        checks.run(version.report.pk)
    workshop = paper.workshop
    paper = Submission.objects.get(pk=paper.pk)
    paper.workshop = workshop
    return paper
