"""A real paper walks from sign-up to the published proceedings, as four people.

Everything is real: the site with its worker, the database, the SMTP server, the browser. Pictures
of each step are kept below DTMS_SCREENSHOTS, if that is set.
"""

import io
import os
import re
import secrets
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlsplit

import psycopg
import pypdf
import pytest
from playwright.sync_api import expect

from dtms_site.management.demo import pdfs
from dtms_site.management.demo.content import load_papers
from tests.browser.people import Person, chromium
from tests.live import LiveSite
from tests.smtp import SmtpServer, text_of

pytestmark = pytest.mark.both_databases

TITLE = "Keeping a Radio Twin Honest: Drift Budgets at the Cell Edge"
ADA = "ada.brekkestad@kvitvik.example"
CHAIR = "chen.duanmu@pearlbay.example"
REX = "rex.aldermoor@saltmarsh.example"
LENA = "lena.oberthur@brueckental.example"
TODAY = date.today()


def fresh_database() -> dict[str, str]:
    """Settings of a database of the site's own, on the server that the tests run against."""
    server = os.environ.get("DATABASE_URL")
    if not server:
        return {}
    name = f"walk_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')  # type: ignore[arg-type]
    return {"DATABASE_URL": urlsplit(server)._replace(path=f"/{name}").geturl()}


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    """The site with a call that is open for ten more days, and four people at their browsers."""
    home = tmp_path_factory.mktemp("walk")
    album = Path(os.environ.get("DTMS_SCREENSHOTS") or home / "screenshots")
    with SmtpServer() as mail, chromium() as browser:
        site = LiveSite(home, EMAIL_URL=f"smtp://127.0.0.1:{mail.port}", **fresh_database())
        with site:
            site.manage("create_edition", "--chair", f"Chen Duanmu <{CHAIR}>", "--submission",
                        (TODAY + timedelta(days=10)).isoformat())  # fmt: skip

            def person(email):
                return Person(browser, site.url, album, email, mail.mailbox)

            yield SimpleNamespace(
                site=site, pdf=sample_pdf(home), mailbox=mail.mailbox,
                chair=person(CHAIR), ada=person(ADA), rex=person(REX), lena=person(LENA),
            )  # fmt: skip


def sample_pdf(home):
    ((_, data),) = pdfs.made(load_papers()[:1])
    path = home / "drift-budgets.pdf"
    path.write_bytes(data)
    return path


def test_a_paper_walks_from_the_call_to_the_proceedings(walk):
    the_chair_invites_two_reviewers(walk.chair)
    for reviewer in (walk.rex, walk.lena):
        a_member_accepts_by_the_mailed_link(reviewer)
    the_author_submits(walk.ada, walk.pdf)
    the_author_reads_the_verdict(walk.ada)
    the_chair_closes_submissions_and_assigns(walk.chair)
    for reviewer, merit in ((walk.rex, 4), (walk.lena, 5)):
        a_member_reviews(reviewer, merit)
    the_members_discuss(walk.lena)
    nothing_has_changed_for_the_author(walk.ada)
    the_chair_decides_and_releases(walk.chair)
    the_author_reads_the_reviews(walk.ada)
    the_author_hands_in_the_final_version(walk.ada, walk.pdf)
    the_chair_makes_the_programme(walk.chair)
    the_chair_publishes_the_proceedings(walk.chair)
    everybody_reads_the_proceedings(walk)
    assert [p.troubles for p in (walk.chair, walk.ada, walk.rex, walk.lena)] == [[], [], [], []]


def the_chair_invites_two_reviewers(chair):
    chair.go("/")
    chair.look("01-call")
    chair.press("Sign in", role="link")
    chair.sign_in_with_code()
    chair.go("/dtms/chair/")
    chair.sees("committee to invite")
    chair.look("02-desk-empty")
    chair.press("Settings", role="link")
    chair.page.get_by_label("Reviews per paper").fill("2")
    chair.press("Save")
    chair.press("People", role="link")
    chair.page.get_by_label("People").fill(
        f"Rex Aldermoor <{REX}>\nLena,Oberthür,{LENA},Hochschule Brückental"
    )
    chair.press("Send invitations")
    chair.look("03-people-asked")


def a_member_accepts_by_the_mailed_link(member):
    member.go(member.link(member.mail("join"), "/invitation"))
    member.look(f"04-invitation-{member.email[:3]}")
    member.press("Accept")
    member.go("/dtms/reviews/")
    member.sees("Your papers come here")


def the_author_submits(ada, pdf):
    ada.go("/dtms/")
    ada.press("Submit a paper", role="link")
    ada.look("05-entrance")
    ada.sign_in_with_code()
    ada.look("06-form-empty")
    page = ada.page
    page.set_input_files("input[name=pdf]", pdf)
    expect(page.get_by_label("Title", exact=True)).to_have_value(TITLE)
    expect(page.locator("#id_abstract")).not_to_have_value("")
    page.get_by_label(re.compile("Technical paper")).check()
    page.get_by_label("Statistical modelling").check()
    page.get_by_label(re.compile("I went through")).check()
    for box in page.locator("[id^=declaration-] input[type=checkbox]").all():
        box.check()
    for line in page.locator("[id^=declaration-]").locator("textarea, input[type=text]").all():
        line.fill("No.")
    ada.look("07-form-filled")
    ada.press("Submit paper")
    ada.sees("Submitted")
    receipt = ada.mail("We have version 1")
    digest = page.locator("text=/[0-9a-f]{64}/").first.inner_text()
    assert re.search(r"[0-9a-f]{64}", digest)[0] in text_of(receipt)


def the_author_reads_the_verdict(ada):
    expect(ada.page.locator("#rules-title")).to_be_visible()
    ada.look("08-verdict")
    expect(ada.page.locator(".rule")).not_to_have_count(0)
    expect(ada.page.locator(".rule .bad")).to_have_count(0)


def the_chair_closes_submissions_and_assigns(chair):
    chair.go("/dtms/chair/")
    chair.press("Dates", role="link")
    before = (TODAY - timedelta(days=3)).isoformat()
    opened = (TODAY - timedelta(days=30)).isoformat()
    chair.page.get_by_label("Submissions open").fill(opened)
    chair.page.get_by_role("textbox", name="Day of Papers due", exact=True).fill(before)
    chair.press("Save dates")
    chair.look("09-dates")
    chair.go("/dtms/chair/assignments/")
    chair.press("Propose")
    chair.look("10-proposal")
    chair.press("Apply 2")
    chair.press("Start reviewing")
    chair.sees("has begun")
    chair.look("11-reviewing")


def a_member_reviews(member, merit):
    mail = member.mail("review")
    member.go(member.link(mail))
    member.press("Start paper 1", role="link")
    page = member.page
    expect(page.locator(".pdf-pane canvas").first).to_be_visible()
    for question in page.locator("fieldset[data-question]").all():
        choices = question.locator("input")
        choices.nth(min(merit, choices.count()) - 1).check()
    for text in page.locator("#review-form div[data-question] textarea").all():
        text.fill(f"A careful study. Merit {merit}: see the numbers in Table 1.")
    expect(page.locator("[data-saved]")).to_contain_text("Saved")
    member.look(f"12-review-{member.email[:3]}")
    member.press("Send review")
    member.sees("Review sent")


def the_members_discuss(member):
    member.go("/dtms/reviews/1/discussion/")
    member.page.get_by_label("Your comment").fill("I agree with Rex on Table 1.")
    member.press("Post")
    member.sees("I agree with Rex on Table 1.")
    member.look("13-discussion")


def nothing_has_changed_for_the_author(ada):
    ada.go("/dtms/papers/1/")
    text = ada.page.locator("body").inner_text()
    for word in ("Rex", "Aldermoor", "Lena", "Table 1", "Accept", "merit"):
        assert word not in text


def the_chair_decides_and_releases(chair):
    chair.go("/dtms/chair/decisions/")
    chair.page.get_by_label("Paper 1").check()
    chair.look("14-decisions")
    chair.press("Accept")
    chair.look("14b-preview")
    chair.press("Record 1 decision")
    chair.look("15-release")
    chair.page.get_by_label("Type the number").fill("1")
    chair.press("Release 1 decision")
    waiting = chair.page.locator("label[for=id_queued]").inner_text().removeprefix("Type ")
    chair.page.get_by_label(f"Type {waiting}").fill(waiting)
    chair.press("Send now")
    chair.look("16-outbox")


def the_author_reads_the_reviews(ada):
    mail = ada.mail("accepted")
    ada.go(ada.link(mail, "/papers/1"))
    ada.sees("Your paper is accepted")
    ada.sees("Reviewer A")
    ada.look("17-author-decision")
    text = ada.page.locator("body").inner_text()
    assert "Rex" not in text
    assert "Aldermoor" not in text
    assert "I agree with" not in text


def the_author_hands_in_the_final_version(ada, pdf):
    ada.go("/dtms/papers/1/camera-ready/")
    ada.page.set_input_files("input[name=pdf]", pdf)
    ada.press("Upload PDF")
    expect(ada.page.locator("#rules-title")).to_be_visible()
    ada.page.get_by_label("Who presents").select_option("Ada Brekkestad")
    ada.page.get_by_label(re.compile("Title and authors, in this order")).check()
    ada.look("18-final")
    ada.press("Hand in the final version")
    ada.sees("The final version is in")
    ada.mail("final version")


def the_chair_makes_the_programme(chair):
    chair.go("/dtms/publication/program/")
    chair.press("Place it")
    chair.press("Item", role="link")
    page = chair.page
    page.get_by_label("Kind").select_option("keynote")
    page.get_by_label("Title").fill("What the Twin Did Not Know")
    page.get_by_label("Minutes").fill("50")
    page.get_by_label("Speaker").fill("Vera Lindholm-Asante")
    chair.press("Add")
    chair.look("19-programme-desk")
    chair.press("Publish the programme")
    chair.go("/dtms/program/")
    chair.sees("What the Twin Did Not Know")
    chair.look("20-programme")


def the_chair_publishes_the_proceedings(chair):
    chair.go("/dtms/publication/proceedings/texts/")
    chair.page.get_by_label("message from the chairs").fill("Welcome. **One** paper.")
    chair.press("Save")
    chair.go("/dtms/publication/proceedings/")
    chair.press("Build")
    expect(chair.page.get_by_role("button", name="Publish the proceedings")).to_be_visible(
        timeout=60_000
    )
    chair.look("21-built")
    chair.press("Publish the proceedings")
    chair.sees("The proceedings are public")


def everybody_reads_the_proceedings(walk):
    """As the author does, who follows the top bar."""
    ada = walk.ada
    ada.go("/dtms/")
    ada.press("Proceedings", role="link")
    ada.look("22-proceedings")
    with ada.page.expect_download() as download:
        ada.page.evaluate(
            "url => { const a = document.createElement('a'); a.href = url; a.download = '';"
            " a.click(); }",
            "/dtms/proceedings/proceedings.pdf",
        )
    volume = pypdf.PdfReader(io.BytesIO(Path(download.value.path()).read_bytes()))
    titles = [str(mark.title) for mark in flat(volume.outline)]
    assert TITLE in titles
    assert volume.page_labels[0] == "i"
    first = volume.get_destination_page_number(
        next(m for m in flat(volume.outline) if m.title == TITLE)
    )
    assert volume.page_labels[first] == "1"
    assert "Drift Budgets" in volume.pages[first].extract_text().replace("\n", " ")
    answer = ada.page.request.get("/dtms/proceedings/proceedings.bib")
    assert TITLE in answer.text().replace("{", "").replace("}", "")
    calendar = ada.page.request.get("/dtms/program.ics")
    assert calendar.text().startswith("BEGIN:VCALENDAR")


def flat(outline):
    for mark in outline:
        if isinstance(mark, list):
            yield from flat(mark)
        else:
            yield mark
