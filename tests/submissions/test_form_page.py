import re
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from dtms_site import clock
from submissions.models import PaperVersion, Submission
from tests.editions import CLOSED, OPEN, TINY_PDF, complete, draft, make_edition, pdf, submitted

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


@pytest.fixture
def ada(sign_in, ada_author):
    return sign_in(ada_author)


def form_of(client, path, **changes):
    """What a browser would send of the form at `path`."""
    page = client.get(path)
    form = page.context["form"]
    data = {"base": str(form.base), "contact": form.contact}
    for field in form.details:
        value = field.value()
        if value not in (None, False, "", []):
            data[field.html_name] = "on" if value is True else value
    data |= {f.html_name: f.value() for f in form.authors.management_form}
    for row in form.authors:
        data |= {f.html_name: f.value() or "" for f in row}
    return data | changes


def test_the_empty_form_begins_with_its_writer(ada, ada_author):
    make_edition()
    with clock.at(OPEN):
        page = ada.get("/dtms/submit/").content.decode()
    assert ada_author.email in page
    assert Submission.objects.count() == 0


def test_the_first_word_makes_a_draft(ada):
    make_edition()
    with clock.at(OPEN):
        data = form_of(ada, "/dtms/submit/", title="Twins")
        answer = ada.post("/dtms/submit/", data, headers=JSON).json()
    assert answer["save_url"] == "/dtms/papers/1/edit/"
    assert "things left" in answer["bar"]
    assert Submission.objects.get().title == "Twins"


def test_a_dropped_pdf_is_acknowledged_before_it_is_checked(ada, ada_author):
    paper = draft(make_edition(), ada_author)
    with clock.at(OPEN):
        answer = ada.post(
            f"/dtms/papers/{paper.number}/upload/", {"pdf": pdf()}, headers=JSON
        ).json()
    version = PaperVersion.objects.get()
    assert version.sha256 in answer["file"]
    assert version.report.state == "queued"
    assert answer["go"] == ""


@pytest.mark.parametrize("missing", [0, 20, 60, 400])
def test_half_a_file_is_no_version(ada, ada_author, missing):
    """The connection ended before the body had the length it was announced with."""
    paper = draft(make_edition(), ada_author)
    body = encode_multipart(BOUNDARY, {"pdf": pdf(TINY_PDF + b" " * 500)})
    with clock.at(OPEN):
        ada.generic(
            "POST", f"/dtms/papers/{paper.number}/upload/", body, content_type=MULTIPART_CONTENT,
            **{"wsgi.input": BytesIO(body[: len(body) - missing])},
        )  # fmt: skip
    assert paper.versions.count() == (0 if missing else 1)


def test_one_page_from_nothing_to_submitted_without_script(ada, ada_author):
    paper = complete(draft(make_edition(), ada_author), ada_author)
    with clock.at(OPEN):
        path = f"/dtms/papers/{paper.number}/edit/"
        response = ada.post(path, form_of(ada, path, submit="yes"))
    assert response.headers["Location"] == f"/dtms/papers/{paper.number}/"
    assert Submission.objects.get().status == "submitted"


def test_an_incomplete_submission_says_what_is_left_and_keeps_the_rest(ada, ada_author):
    paper = draft(make_edition(), ada_author)
    with clock.at(OPEN):
        path = f"/dtms/papers/{paper.number}/edit/"
        response = ada.post(path, form_of(ada, path, submit="yes", title="A kept title"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Add the abstract." in page
    assert 'value="A kept title"' in page
    assert Submission.objects.get().title == "A kept title"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "This file is empty."),
        (b"<html><script>alert(1)</script>", "This is not a PDF."),
        (b"<svg onload=alert(1)>", "This is not a PDF."),
        (b"%PDF-1.4" + b"0" * (3 * 1024 * 1024), "at most 2 MB are taken"),
    ],
)
def test_a_wrong_file_is_refused_in_words(ada, ada_author, content, words):
    workshop = make_edition()
    workshop.max_upload_mb = 2
    workshop.save()
    paper = draft(workshop, ada_author)
    with clock.at(OPEN):
        path = f"/dtms/papers/{paper.number}/upload/"
        answer = ada.post(path, {"pdf": pdf(content)}, headers=JSON)
    assert answer.status_code == 422
    assert words in answer.json()["error"]
    assert PaperVersion.objects.count() == 0


def test_a_file_over_every_limit_is_cut_off_and_the_text_is_kept(ada, ada_author, settings):
    settings.MAX_UPLOAD_BYTES = 100_000
    paper = draft(make_edition(), ada_author)
    with clock.at(OPEN):
        path = f"/dtms/papers/{paper.number}/edit/"
        huge = SimpleUploadedFile("big.pdf", b"%PDF-" + b"x" * 300_000)
        response = ada.post(path, form_of(ada, path, title="Kept", pdf=huge))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Make its figures smaller" in page
    assert 'value="Kept"' in page


def test_a_file_without_a_name_worth_keeping_is_stored_under_ours(ada, ada_author):
    paper = draft(make_edition(), ada_author)
    with clock.at(OPEN):
        upload = pdf(name='../../etc/<img src=x onerror="alert(1)">.pdf')
        ada.post(f"/dtms/papers/{paper.number}/upload/", {"pdf": upload}, headers=JSON)
        page = ada.get(f"/dtms/papers/{paper.number}/edit/").content.decode()
    version = PaperVersion.objects.get()
    assert re.fullmatch(r"papers/[0-9a-f]{2}/[0-9a-f]{32}\.pdf", version.file.name)
    assert "<img src=x" not in page


def test_the_same_bytes_twice_are_one_version(ada, ada_author):
    paper = submitted(make_edition(), ada_author)
    with clock.at(OPEN):
        for _ in range(2):
            ada.post(f"/dtms/papers/{paper.number}/upload/", {"pdf": pdf(b"%PDF-1.7 new")})
    assert [v.number for v in paper.versions.all()] == [1, 2]


def test_two_writers_meet_on_a_page_with_both_texts(ada, ada_author, cora_coauthor, client):
    paper = complete(draft(make_edition(), ada_author), ada_author, coauthors=(cora_coauthor,))
    path = f"/dtms/papers/{paper.number}/edit/"
    with clock.at(OPEN):
        mine = form_of(ada, path, title="Ada's title", keep="yes")
        theirs = form_of(ada, path, title="Cora's title", keep="yes")
        ada.force_login(cora_coauthor, backend="django.contrib.auth.backends.ModelBackend")
        ada.post(path, theirs)
        ada.force_login(ada_author, backend="django.contrib.auth.backends.ModelBackend")
        clash = ada.post(path, mine)
        page = clash.content.decode()
        assert clash.status_code == 409
        assert 'value="Ada&#x27;s title"' in page
        assert "Cora&#x27;s title" in page
        again = mine | {"base": re.search(r'name="base" value="(\d+)"', page)[1]}
        assert ada.post(path, again).status_code == 302
    assert Submission.objects.get().title == "Ada's title"


def test_a_quiet_save_on_an_old_base_is_told_of_the_clash(ada, ada_author):
    paper = draft(make_edition(), ada_author)
    with clock.at(OPEN):
        path = f"/dtms/papers/{paper.number}/edit/"
        old = form_of(ada, path, title="First")
        ada.post(path, old, headers=JSON)
        answer = ada.post(path, old | {"title": "Second"}, headers=JSON)
    assert answer.status_code == 409
    assert "changed this paper meanwhile" in answer.json()["clash"]


def test_after_the_deadline_the_page_says_so_and_keeps_the_paper(ada, ada_author):
    paper = complete(draft(make_edition(), ada_author), ada_author)
    with clock.at(OPEN):
        data = form_of(ada, f"/dtms/papers/{paper.number}/edit/", submit="yes")
    with clock.at(CLOSED):
        response = ada.post(f"/dtms/papers/{paper.number}/edit/", data)
        upload = ada.post(
            f"/dtms/papers/{paper.number}/upload/", {"pdf": pdf(b"%PDF-late")}, headers=JSON
        )
    assert response.status_code == 403
    assert "Submissions have closed" in response.content.decode()
    assert upload.json()["error"] == "The deadline has passed. The last version stays."
    assert Submission.objects.get().status == "draft"


def test_nonsense_in_the_form_is_no_accident(ada, ada_author):
    paper = draft(make_edition(), ada_author)
    with clock.at(OPEN):
        path = f"/dtms/papers/{paper.number}/edit/"
        good = form_of(ada, path)
        for nonsense in (
            {"paper_type": "x"}, {"topics": ["9999999999999999999999"]}, {"conflicts": ["-1"]},
            {"authors-TOTAL_FORMS": "many"}, {"authors-TOTAL_FORMS": "100000"},
            {"base": "1e9"}, {"contact": "\x00"}, {"title": "a\x00b"},
        ):  # fmt: skip
            response = ada.post(path, good | nonsense)
            assert response.status_code in {302, 409, 422}, nonsense


def test_a_20_mb_abstract_is_refused_clearly(ada, ada_author):
    paper = draft(make_edition(), ada_author)
    with clock.at(OPEN):
        path = f"/dtms/papers/{paper.number}/edit/"
        response = ada.post(path, form_of(ada, path, abstract="x" * 20_000_000))
    assert response.status_code == 400
