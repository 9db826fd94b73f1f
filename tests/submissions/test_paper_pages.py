from datetime import timedelta

import pytest

from dtms_site import clock
from submissions import checks
from tests.editions import CLOSED, OPEN, TINY_PDF, complete, draft, make_edition, pdf, submitted
from tests.masking import masked

pytestmark = pytest.mark.django_db


def open_as(sign_in, user, path, **more):
    with clock.at(OPEN):
        return sign_in(user).get(path, **more)


def test_the_list_takes_the_same_queries_for_one_paper_and_for_three(
    sign_in, ada_author, django_assert_num_queries
):
    workshop = make_edition()
    client = sign_in(ada_author)
    with clock.at(OPEN):
        submitted(workshop, ada_author)
        with django_assert_num_queries(9):
            client.get("/dtms/papers/")
        submitted(workshop, ada_author)
        draft(workshop, ada_author)
        with django_assert_num_queries(9):
            client.get("/dtms/papers/")


def test_an_author_sees_the_receipt_of_each_version(sign_in, ada_author):
    paper = submitted(make_edition(), ada_author)
    page = open_as(sign_in, ada_author, paper.get_absolute_url()).content.decode()
    assert paper.current.sha256 in page
    assert "Checking your PDF" in page


def test_the_way_of_a_paper_says_whether_submission_is_open_or_closed(sign_in, ada_author):
    paper = submitted(make_edition(), ada_author)
    assert "open until" in open_as(sign_in, ada_author, paper.get_absolute_url()).content.decode()
    with clock.at(CLOSED):
        page = sign_in(ada_author).get(paper.get_absolute_url()).content.decode()
    assert "open until" not in page
    assert "closed" in page


def test_the_page_asks_again_until_there_is_a_verdict(sign_in, ada_author):
    paper = submitted(make_edition(), ada_author)
    path = f"/dtms/papers/{paper.number}/format/"
    assert 'hx-trigger="every' in open_as(sign_in, ada_author, path).content.decode()
    checks.run(paper.current.report.pk)
    page = open_as(sign_in, ada_author, path).content.decode()
    assert "hx-trigger" not in page
    assert "Format check" in page


@pytest.mark.parametrize("who", ["sam_stranger", "otto_other", "pablo_pending"])
@pytest.mark.parametrize(
    "part",
    ["", "edit/", "pdf/", "pdf/1/", "format/", "format/1.webp", "printed/", "withdraw/"],
)
def test_for_others_there_is_no_such_paper(sign_in, ada_author, request, who, part):
    paper = submitted(make_edition(), ada_author)
    person = request.getfixturevalue(who)
    hidden = open_as(sign_in, person, f"/dtms/papers/{paper.number}/{part}")
    unknown = open_as(sign_in, person, f"/dtms/papers/77/{part}")
    assert hidden.status_code == unknown.status_code == 404
    assert masked(hidden) == masked(unknown)


def test_a_visitor_is_sent_to_sign_in(client, ada_author):
    paper = submitted(make_edition(), ada_author)
    response = client.get(paper.get_absolute_url())
    assert response.headers["Location"] == f"/accounts/login/code/?next={paper.get_absolute_url()}"


def test_a_pdf_leaves_under_a_neutral_name_in_a_sandbox(sign_in, ada_author):
    paper = submitted(make_edition(), ada_author)
    response = open_as(sign_in, ada_author, f"/dtms/papers/{paper.number}/pdf/")
    assert response["Content-Disposition"] == 'inline; filename="dtms-1-v1.pdf"'
    assert response["Content-Security-Policy"].startswith("sandbox")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert "ETag" not in response.headers


@pytest.mark.parametrize(
    ("wanted", "status", "told"),
    [("bytes=0-4", 206, "bytes 0-4/"), ("bytes=-5", 206, "bytes "), ("bytes=5-", 206, "bytes 5-"),
     ("bytes=999999-", 416, "bytes */"), ("bytes=9-2", 206, None), ("pages=1-2", 200, None)],
)  # fmt: skip
def test_a_part_of_a_pdf_can_be_asked_for(sign_in, ada_author, wanted, status, told):
    paper = submitted(make_edition(), ada_author)
    path = f"/dtms/papers/{paper.number}/pdf/"
    response = open_as(sign_in, ada_author, path, headers={"range": wanted})
    if told is None:
        assert response.status_code in {200, 416}
        return
    assert response.status_code == status
    assert response["Content-Range"].startswith(told)
    if wanted == "bytes=0-4":
        assert b"".join(response.streaming_content) == b"%PDF-"


def test_a_format_problem_alone_may_be_mended_after_the_deadline(sign_in, ada_author):
    a4 = TINY_PDF.replace(b"612 792", b"595 842")
    paper = submitted(make_edition(), ada_author)
    client = sign_in(ada_author)
    upload = f"/dtms/papers/{paper.number}/upload/"
    soon_after = paper.workshop.schedule.get("submission").closes_at + timedelta(hours=1)
    with clock.at(soon_after):
        late = client.post(upload, {"pdf": pdf(a4)}, follow=True)
        assert "The deadline has passed" in late.content.decode()
    with clock.at(OPEN):
        client.post(upload, {"pdf": pdf(a4)})
    checks.run(paper.current.report.pk)
    with clock.at(soon_after):
        client.post(upload, {"pdf": pdf(TINY_PDF)})
    assert [v.number for v in paper.versions.all()] == [1, 2, 3]
    with clock.at(soon_after + timedelta(hours=24)):
        client.post(upload, {"pdf": pdf(TINY_PDF + b"%")})
    assert paper.versions.count() == 3


def test_withdrawing_after_the_deadline_asks_why(sign_in, ada_author):
    paper = submitted(make_edition(), ada_author)
    client = sign_in(ada_author)
    with clock.at(CLOSED):
        path = f"/dtms/papers/{paper.number}/withdraw/"
        assert "Tell the chairs why" in client.post(path, {}).content.decode()
        client.post(path, {"reason": "We found an error."})
    paper.refresh_from_db()
    assert paper.status == "withdrawn"


def test_a_draft_shows_what_it_lacks(sign_in, ada_author):
    paper = draft(make_edition(), ada_author)
    page = open_as(sign_in, ada_author, paper.get_absolute_url()).content.decode()
    assert "This paper is a draft, and not submitted." in page


def test_a_coauthor_confirms_by_the_mailed_link(sign_in, ada_author, pablo_pending):
    from dtms_site.mail.models import OutboxMessage
    from submissions.services.details import AuthorDetails

    named = AuthorDetails(pablo_pending.given_name, pablo_pending.family_name,
                          pablo_pending.email, "Telvanta")  # fmt: skip
    mine = AuthorDetails(ada_author.given_name, ada_author.family_name, ada_author.email,
                         ada_author.affiliation, True)  # fmt: skip
    paper = complete(draft(make_edition(), ada_author), ada_author, authors=[mine, named])
    with clock.at(OPEN):
        from submissions.services.lifecycle import submit

        submit(paper=paper, by=ada_author)
        mail = OutboxMessage.objects.get(kind="submission.coauthor_added")
        link = next(w for w in mail.text.split() if "/papers/confirm/" in w).removeprefix(
            "http://localhost:8000"
        )
        client = sign_in(pablo_pending)
        assert client.get(paper.get_absolute_url()).status_code == 404
        assert "Is this your paper?" in client.get(link).content.decode()
        client.post(link)
        assert client.get(paper.get_absolute_url()).status_code == 200
        assert client.get(link).status_code == 404
