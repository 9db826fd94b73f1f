import pytest

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from submissions.models import Author
from submissions.services import authors, details
from submissions.services.details import AuthorDetails, PaperDetails, details_of
from submissions.services.errors import Closed, NotReady
from tests.editions import CLOSED, OPEN, complete, draft, make_edition, submitted

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def save(paper, by, based_on=None, **changes):
    kept = details_of(paper)
    typed = PaperDetails(**{**vars(kept), **changes})
    with clock.at(OPEN):
        return details.save_details(
            paper=paper, by=by, details=typed,
            based_on=paper.edit_version if based_on is None else based_on,
        )  # fmt: skip


def row(user, **changes):
    given = {"given_name": user.given_name, "family_name": user.family_name, "email": user.email,
             "affiliation": user.affiliation}  # fmt: skip
    return AuthorDetails(**{**given, **changes})


def test_a_draft_is_kept_as_it_is_typed(ada_author):
    paper = draft(make_edition(), ada_author)
    saved = save(paper, ada_author, title="Half a ti", authors=[
        row(ada_author, is_contact=True), AuthorDetails(email="rin@orrin"),
    ])  # fmt: skip
    assert saved.title == "Half a ti"
    assert [a.email for a in saved.authors.all()] == [ada_author.email, "rin@orrin"]


def test_numbers_are_given_in_order_without_gaps(ada_author, otto_other):
    workshop = make_edition()
    assert [draft(workshop, who).number for who in (ada_author, otto_other, ada_author)] == [
        1,
        2,
        3,
    ]


def test_of_two_writers_the_second_is_told(ada_author, cora_coauthor):
    paper = complete(draft(make_edition(), ada_author), ada_author, coauthors=(cora_coauthor,))
    opened = paper.edit_version
    save(paper, cora_coauthor, title="Cora's title")
    with pytest.raises(details.EditedMeanwhile) as clash:
        save(paper, ada_author, based_on=opened, title="Ada's title")
    assert clash.value.paper.title == "Cora's title"


def test_saving_without_a_change_is_no_edit(ada_author):
    paper = draft(make_edition(), ada_author)
    assert save(paper, ada_author).edit_version == paper.edit_version


def test_a_submitted_paper_stays_complete(ada_author):
    paper = submitted(make_edition(), ada_author)
    with pytest.raises(NotReady) as refusal:
        save(paper, ada_author, title="")
    assert [lack.field for lack in refusal.value.lacks] == ["title"]
    paper.refresh_from_db()
    assert paper.title == "A Twin That Knows When It Is Wrong"


def test_nothing_is_edited_after_the_deadline(ada_author):
    paper = submitted(make_edition(), ada_author)
    with clock.at(CLOSED), pytest.raises(Closed):
        details.save_details(
            paper=paper, by=ada_author, details=PaperDetails(title="Late"),
            based_on=paper.edit_version,
        )  # fmt: skip


def test_the_writer_keeps_the_paper_while_retyping_their_own_address(ada_author):
    paper = draft(make_edition(), ada_author)
    save(paper, ada_author, authors=[row(ada_author, email="ada@new", is_contact=True)])
    assert Author.objects.get(submission=paper).user == ada_author


def test_the_last_author_with_an_account_stays(ada_author):
    paper = draft(make_edition(), ada_author)
    with pytest.raises(NotReady, match="nobody could open"):
        save(paper, ada_author, authors=[])


def test_a_confirmed_coauthor_stays_confirmed_when_the_order_changes(ada_author, cora_coauthor):
    paper = complete(draft(make_edition(), ada_author), ada_author, coauthors=(cora_coauthor,))
    swapped = [row(cora_coauthor), row(ada_author, is_contact=True)]
    saved = save(paper, ada_author, authors=swapped)
    assert [a.user for a in saved.authors.all()] == [cora_coauthor, ada_author]


def test_an_exchanged_address_loses_its_right(ada_author, cora_coauthor):
    paper = complete(draft(make_edition(), ada_author), ada_author, coauthors=(cora_coauthor,))
    changed = [row(ada_author, is_contact=True), row(cora_coauthor, email="else@x.example")]
    saved = save(paper, ada_author, authors=changed)
    assert [a.user for a in saved.authors.all()] == [ada_author, None]


def test_coauthors_are_asked_once_when_the_paper_is_submitted(ada_author, pablo_pending):
    submitted(
        make_edition(), ada_author,
        authors=[row(ada_author, is_contact=True), row(pablo_pending)],
    )  # fmt: skip
    asked = OutboxMessage.objects.filter(kind="submission.coauthor_added")
    assert [m.to_email for m in asked] == [pablo_pending.email]


def test_a_coauthor_confirms_with_the_address_that_was_named(
    ada_author, pablo_pending, sam_stranger
):
    paper = submitted(
        make_edition(), ada_author,
        authors=[row(ada_author, is_contact=True), row(pablo_pending)],
    )  # fmt: skip
    asked = paper.authors.get(email=pablo_pending.email)
    with pytest.raises(Closed):
        authors.confirm_authorship(author=asked, user=sam_stranger)
    authors.confirm_authorship(author=asked, user=pablo_pending)
    assert paper.authors.confirmed().count() == 2


@pytest.mark.parametrize(
    ("change", "lack"),
    [
        (
            {"email": "rin@orrin"},
            "“rin@orrin” is not a complete address. How do we reach Rin Asakura?",
        ),
        ({"email": ""}, "No address. How do we reach Rin Asakura?"),
        ({"family_name": ""}, "Give author 2 a given and a family name."),
        ({"affiliation": ""}, "Where does Rin Asakura work?"),
    ],
)
def test_a_lack_of_an_author_is_told_in_words(ada_author, change, lack):
    from submissions.policy import lacks

    rin = {"given_name": "Rin", "family_name": "Asakura", "email": "rin@orrin.example",
           "affiliation": "Orrin"}  # fmt: skip
    paper = complete(
        draft(make_edition(), ada_author), ada_author,
        authors=[row(ada_author, is_contact=True), AuthorDetails(**{**rin, **change})],
    )  # fmt: skip
    assert [found.text for found in lacks(paper)] == [lack]
