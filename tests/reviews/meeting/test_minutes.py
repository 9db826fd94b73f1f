"""The minutes of a meeting, for each reader what is theirs."""

import io
import re

import pypdf
import pytest

from reviews.enums import Outcome
from reviews.services import decisions
from reviews.services.meeting import running

pytestmark = pytest.mark.django_db


def hold(table):
    """The whole meeting: paper 1 accepted, 2 rejected with a note, 3 without a decision."""
    table.start(table.rex_reviewer, table.kim_conflicted)
    table.go(running.go_on)
    table.go(running.decide, outcome=Outcome.ACCEPT, reason="amberglow")
    table.go(running.note, text="quartzvein")
    table.go(running.go_on)
    table.go(running.decide, outcome=Outcome.REJECT, reason="birchbark")
    table.go(running.note, text="flintspark")
    table.go(running.go_on)
    table.go(running.end)


MINUTES = "/dtms/meeting/1/minutes/"
WORDS = {
    "chen_chair": {"Lighthouse", "amberglow", "quartzvein", "Fogbound", "birchbark", "flintspark",
                   "Harbour", "Out because"},
    "xavi_conflicted_chair": {"Fogbound", "birchbark", "flintspark", "Harbour", "Out because"},
    "rex_reviewer": {"Lighthouse", "quartzvein", "Fogbound", "flintspark", "Harbour"},
    "nina_unassigned": {"Lighthouse", "Fogbound", "Harbour"},
    "kim_conflicted": {"Fogbound", "flintspark"},
}  # fmt: skip


@pytest.mark.parametrize("who", WORDS)
def test_each_reader_finds_in_the_minutes_what_is_theirs(table, look, who):
    hold(table)
    page = look(getattr(table, who), MINUTES)
    every = WORDS["chen_chair"]
    assert {word for word in every if word in page} == WORDS[who]


def test_members_read_decisions_in_the_minutes_once_they_are_released(table, look):
    hold(table)
    decisions.release_decisions(workshop=table.workshop, by=table.chen_chair)
    page = look(table.rex_reviewer, MINUTES)
    assert "amberglow" in page
    assert "amberglow" not in look(table.kim_conflicted, MINUTES)


def test_minutes_are_not_there_before_the_end_nor_for_others(table, look):
    table.start()
    look(table.chen_chair, MINUTES, status=404)
    table.go(running.end)
    look(table.chen_chair, MINUTES)
    look(table.sam_stranger, MINUTES, status=404)
    look(table.chen_chair, "/dtms/meeting/2/minutes/", status=404)


def test_only_who_is_free_on_all_papers_is_told_when_each_was_taken(table, look):
    hold(table)
    times = re.compile(r"kicker[^<]*\d\d:\d\d–")
    assert times.search(look(table.chen_chair, MINUTES))
    for person in (table.xavi_conflicted_chair, table.rex_reviewer, table.kim_conflicted):
        assert not times.search(look(person, MINUTES))


def test_the_minutes_as_a_pdf(table, sign_in):
    hold(table)
    answer = sign_in(table.kim_conflicted).get("/dtms/meeting/1/minutes.pdf")
    assert answer["Content-Type"] == "application/pdf"
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.content)).pages
    )
    assert "Fogbound" in text
    assert "flintspark" in text
    assert "Lighthouse" not in text
