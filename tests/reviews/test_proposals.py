"""Proposals: rules, locks, what-ifs with their exact cost, applying and undoing."""

import re

import pytest

from dtms_site import clock
from dtms_site.mail.models import OutboxMessage
from reviews.enums import BidLevel, PinKind
from reviews.models import Assignment, AssignmentRules, Bid, Pin, Proposal
from reviews.services import assignments, proposals, tables
from reviews.services.errors import NotAllowed
from submissions.enums import ConflictSource
from submissions.models import Submission
from submissions.services.conflicts import add_conflict
from tests.editions import CLOSED, REVIEWING, add_member, make_edition, submitted
from tests.people import make_person
from tests.reading import as_read

pytestmark = pytest.mark.django_db
MEMBERS = ("rex_reviewer", "lena_lead", "todd_todo", "nina_unassigned")


class Edition:
    """Two closed papers by Otto, four members, one review a paper; Rex is eager for both."""

    def __init__(self):
        self.workshop = make_edition(chairs=("chen_chair", "xavi_conflicted_chair"))
        self.workshop.reviews_per_paper = 1
        self.workshop.save()
        for key in (*MEMBERS, "chen_chair", "xavi_conflicted_chair", "otto_other"):
            setattr(self, key, make_person(key))
        for key in MEMBERS:
            add_member(self.workshop, getattr(self, key))
        self.one = submitted(self.workshop, self.otto_other)
        self.two = submitted(self.workshop, self.otto_other, title="Another Twin Entirely")
        for paper in (self.one, self.two):
            self.bid(self.rex_reviewer, paper, BidLevel.EAGER)
            self.bid(self.lena_lead, paper, BidLevel.WILLING)

    def bid(self, member, paper, level):
        Bid.objects.create(submission=paper, member=member, level=level, placed_at=CLOSED)

    def propose(self, **more):
        with clock.at(CLOSED):
            return proposals.propose(workshop=self.workshop, by=self.chen_chair, **more)

    def pin(self, paper, reviewer, kind):
        with clock.at(CLOSED):
            return proposals.pin(workshop=self.workshop, by=self.chen_chair, paper=paper,
                                 reviewer=reviewer, kind=kind)  # fmt: skip

    def apply(self, proposal):
        with clock.at(CLOSED):
            return proposals.apply(proposal=proposal, by=self.chen_chair)


@pytest.fixture
def edition(db):
    return Edition()


def who(proposal):
    rows = proposal.pairs.order_by("submission__number", "reviewer__given_name")
    return [(p.submission.number, p.reviewer.given_name) for p in rows]


def limit(edition, **rules):
    AssignmentRules.objects.update_or_create(workshop=edition.workshop, defaults=rules)


def test_the_best_fit_gets_the_papers_within_the_load(edition):
    assert who(edition.propose()) == [(1, "Rex"), (2, "Rex")]
    limit(edition, most_papers=1)
    assert sorted(name for _, name in who(edition.propose())) == ["Lena", "Rex"]


def test_a_members_own_limit_comes_before_the_rule(edition):
    edition.workshop.reviewer_profiles.create(user=edition.rex_reviewer, most_papers=0)
    assert who(edition.propose()) == [(1, "Lena"), (2, "Lena")]


def test_a_least_load_gives_everybody_something(edition):
    edition.workshop.reviews_per_paper = 2
    edition.workshop.save()
    limit(edition, least_papers=1)
    assert len({name for _, name in who(edition.propose())}) == 4


def test_colleagues_do_not_share_a_paper(edition):
    edition.workshop.reviews_per_paper = 2
    edition.workshop.save()
    for person in (edition.rex_reviewer, edition.lena_lead):
        person.affiliation = "One Place"
        person.save()
    by_paper = who(edition.propose())
    for number in (1, 2):
        assert {"Rex", "Lena"} - {name for n, name in by_paper if n == number}
    limit(edition, one_per_institution=False)
    assert who(edition.propose()) == [(1, "Lena"), (1, "Rex"), (2, "Lena"), (2, "Rex")]


def test_nobody_reviews_whoever_reviews_them(edition):
    """Rex and Lena each have a paper, and each is the other's best reviewer."""
    third = submitted(edition.workshop, edition.rex_reviewer, title="By Rex")
    fourth = submitted(edition.workshop, edition.lena_lead, title="By Lena")
    edition.bid(edition.lena_lead, third, BidLevel.EAGER)
    edition.bid(edition.rex_reviewer, fourth, BidLevel.EAGER)
    exchange = {(3, "Lena"), (4, "Rex")}
    assert not exchange <= set(who(edition.propose()))
    limit(edition, no_exchange=False)
    assert exchange <= set(who(edition.propose()))


def test_a_senior_is_on_each_paper_if_asked_for(edition):
    edition.workshop.reviewer_profiles.create(user=edition.todd_todo, is_senior=True)
    limit(edition, needs_senior=True)
    assert who(edition.propose()) == [(1, "Todd"), (2, "Todd")]


def test_what_blocks_is_named(edition):
    for member in MEMBERS:
        edition.workshop.reviewer_profiles.create(user=getattr(edition, member), most_papers=0)
    room = "[Aa]ll reviewers together have room for 0|only .*Rex Aldermoor"
    with pytest.raises(proposals.NoAssignment, match=room):
        edition.propose()


# ---- what if


def test_locking_somebody_else_is_solved_anew_with_its_exact_cost(edition):
    before = edition.propose()
    with clock.at(CLOSED):
        table = tables.table_for(edition.workshop, edition.chen_chair)
        column = [m.pk for m in table.members].index(edition.lena_lead.pk)
        told = proposals.cost_of(before, table, (0, column), PinKind.LOCKED)
    after = edition.pin(edition.one, edition.lena_lead, PinKind.LOCKED)
    assert who(after) == [(1, "Lena"), (2, "Rex")]
    assert told.total == pytest.approx(after.total - before.total)
    assert told.worst == pytest.approx(after.worst - before.worst)
    assert told.moved == 0
    assert (after.before, after.pin.kind) == (before, "locked")


def test_a_what_if_that_pushes_others_tells_of_it(edition):
    limit(edition, most_papers=1)
    before = edition.propose()
    (has_rex,) = [n for n, name in who(before) if name == "Rex"]
    other = edition.two if has_rex == 1 else edition.one
    with clock.at(CLOSED):
        table = tables.table_for(edition.workshop, edition.chen_chair)
        column = [m.pk for m in table.members].index(edition.rex_reviewer.pk)
        told = proposals.cost_of(before, table, (other.number - 1, column), PinKind.LOCKED)
    assert told.moved == 1


def test_forbidding_takes_the_next_best(edition):
    edition.propose()
    after = edition.pin(edition.one, edition.rex_reviewer, PinKind.FORBIDDEN)
    assert who(after) == [(1, "Lena"), (2, "Rex")]


def test_undoing_a_what_if_brings_the_first_back_and_drops_the_pin(edition):
    before = edition.propose()
    after = edition.pin(edition.one, edition.rex_reviewer, PinKind.FORBIDDEN)
    proposals.undo_what_if(proposal=after)
    assert not Pin.objects.exists()
    assert Proposal.objects.get(state="open") == before


def test_a_lock_holds_for_the_next_proposal(edition):
    edition.propose()
    edition.pin(edition.one, edition.todd_todo, PinKind.LOCKED)
    assert (1, "Todd") in who(edition.propose())
    with clock.at(CLOSED):
        proposals.unpin(workshop=edition.workshop, by=edition.chen_chair, paper=edition.one,
                        reviewer=edition.todd_todo)  # fmt: skip
    assert (1, "Todd") not in who(edition.propose())


def test_a_lock_never_breaks_a_conflict(edition):
    edition.propose()
    with pytest.raises(NotAllowed):
        edition.pin(edition.one, edition.otto_other, PinKind.LOCKED)
    edition.todd_todo.affiliation = edition.otto_other.affiliation
    edition.todd_todo.save()
    with pytest.raises(NotAllowed, match="may not have paper 1"):
        edition.pin(edition.one, edition.todd_todo, PinKind.LOCKED)


def test_an_earlier_proposal_is_brought_back(edition):
    first, second = edition.propose(), edition.propose()
    proposals.bring_back(proposal=first, by=edition.chen_chair)
    states = {p: p.state for p in Proposal.objects.all()}
    assert (states[first], states[second]) == ("open", "aside")


# ---- apply and undo


def test_applying_twice_assigns_once(edition):
    proposal = edition.propose()
    assert edition.apply(proposal) == 2
    with pytest.raises(NotAllowed, match="applied or replaced"):
        edition.apply(proposal)
    assert Assignment.objects.count() == 2


def test_undo_leaves_nothing_while_nobody_was_told(edition):
    proposal = edition.propose()
    edition.apply(proposal)
    proposal.refresh_from_db()
    assert proposals.undo(proposal=proposal, by=edition.chen_chair) == 2
    assert not Assignment.objects.exists()
    assert not OutboxMessage.objects.filter(kind__startswith="review.").exists()
    assert Proposal.objects.get(pk=proposal.pk).state == "open"


def test_after_the_notice_nothing_is_undone_in_silence(edition):
    proposal = edition.propose()
    edition.apply(proposal)
    with clock.at(REVIEWING):
        assignments.start_review(workshop=edition.workshop, by=edition.chen_chair)
    proposal.refresh_from_db()
    with pytest.raises(NotAllowed, match="know of these papers"):
        proposals.undo(proposal=proposal, by=edition.chen_chair)


def test_a_paper_that_comes_later_changes_nothing_of_the_others(edition):
    edition.apply(edition.propose())
    submitted(edition.workshop, edition.otto_other, title="Admitted Late")
    assert [number for number, _ in who(edition.propose())] == [3]


def test_moving_gives_a_late_paper_room_with_the_least_change(edition):
    """Rex holds both and nobody else may have the late one: one review moves, not two."""
    with_a_late_paper_for_rex(edition)
    with pytest.raises(proposals.NoAssignment):
        edition.propose()
    found = who(edition.propose(moves=True))
    assert (3, "Rex") in found
    assert sum(name == "Rex" for _, name in found) == 2
    edition.apply(Proposal.objects.get(state="open"))
    held = Assignment.objects.active().values_list("submission__number", "reviewer__given_name")
    assert sorted(held) == found


def with_a_late_paper_for_rex(edition):
    """Rex has two, and no room; a third paper comes that only he may have."""
    limit(edition, most_papers=2)
    edition.apply(edition.propose())
    late = submitted(edition.workshop, edition.otto_other, title="Admitted Late")
    for member in ("lena_lead", "todd_todo", "nina_unassigned"):
        edition.pin(late, getattr(edition, member), PinKind.FORBIDDEN)
    return late


def moving(edition):
    """One of Rex's papers goes to somebody else, to give him room."""
    with_a_late_paper_for_rex(edition)
    proposal = edition.propose(moves=True)
    edition.apply(proposal)
    proposal.refresh_from_db()
    return proposal


def held():
    rows = Assignment.objects.active().values_list("submission__number", "reviewer__given_name")
    return sorted(rows)


def test_the_page_shows_who_would_give_a_paper_away_before_it_is_applied(edition, sign_in):
    chen = sign_in(edition.chen_chair)
    late = with_a_late_paper_for_rex(edition)
    with clock.at(CLOSED):
        answer = chen.post("/dtms/chair/assignments/propose/", follow=True)
        blocked = as_read(answer)
        assert "Propose with moves" in blocked
        assert f"paper {late.number} needs" in blocked.casefold()
        assert "Propose with moves" not in as_read(chen.get(answer.request["PATH_INFO"]))
        moved = chen.post("/dtms/chair/assignments/propose/", {"moves": "yes"}, follow=True)
    page = as_read(moved)
    assert page.count("would give it away") == 1
    assert "1 taken from somebody who has not begun" in page


def test_undoing_a_move_brings_back_who_had_the_paper(edition):
    proposal = moving(edition)
    assert held() != [(1, "Rex"), (2, "Rex")]
    proposals.undo(proposal=proposal, by=edition.chen_chair)
    assert held() == [(1, "Rex"), (2, "Rex")]


def test_undoing_a_move_keeps_apart_whom_a_conflict_came_between(edition):
    proposal = moving(edition)
    number = proposal.moved.get().submission.number
    add_conflict(paper=proposal.moved.get().submission, user=edition.rex_reviewer,
                 by=edition.chen_chair, source=ConflictSource.CHAIR)  # fmt: skip
    proposals.undo(proposal=proposal, by=edition.chen_chair)
    assert held() == [(n, "Rex") for n in (1, 2) if n != number]


def test_a_move_is_not_undone_once_somebody_was_told(edition, sign_in):
    proposal = moving(edition)
    with clock.at(REVIEWING):
        assignments.start_review(workshop=edition.workshop, by=edition.chen_chair)
        page = as_read(sign_in(edition.chen_chair).get("/dtms/chair/assignments/"))
    assert "It stays: its reviewers were told." in page
    with pytest.raises(NotAllowed):
        proposals.undo(proposal=proposal, by=edition.chen_chair)


# ---- pages


def test_a_chair_sees_no_proposal_that_tells_of_their_conflict(edition, sign_in):
    add_conflict(paper=edition.one, user=edition.xavi_conflicted_chair,
                 by=edition.xavi_conflicted_chair, source=ConflictSource.MEMBER)  # fmt: skip
    found = edition.propose()
    client = sign_in(edition.xavi_conflicted_chair)
    with clock.at(CLOSED):
        assert client.get("/dtms/chair/assignments/").context["proposal"] is None
        assert client.get("/dtms/chair/assignments/papers/1/others/").status_code == 404
        answer = client.post(
            f"/dtms/chair/assignments/proposals/{found.public_id}/", {"keep": "yes"}
        )
        pinned = client.post("/dtms/chair/assignments/papers/1/pin/", {"act": "lock"})
    assert (answer.status_code, pinned.status_code) == (404, 404)


def test_what_a_conflicted_chair_proposed_does_not_stop_another(edition, sign_in):
    """Neither may set aside what they cannot see, so that two proposals are open."""

    xavi = edition.xavi_conflicted_chair
    edition.propose()
    with clock.at(CLOSED):
        add_conflict(paper=edition.one, user=xavi, by=xavi, source=ConflictSource.MEMBER)
        own = proposals.propose(workshop=edition.workshop, by=xavi)
        assert Proposal.objects.filter(state="open").count() == 2
        client = sign_in(edition.chen_chair)
        assert client.get("/dtms/chair/assignments/").context["proposal"] == own
        assert client.get("/dtms/chair/assignments/papers/1/others/").status_code == 200
        client.post("/dtms/chair/assignments/apply/")
    assert [a.submission.number for a in Assignment.objects.all()] == [2]


def test_the_page_asks_what_if_and_answers(edition, sign_in):
    client = sign_in(edition.chen_chair)
    edition.propose()
    with clock.at(CLOSED):
        others = as_read(client.get("/dtms/chair/assignments/papers/1/others/"))
        assert "Swap in" in others
        assert "moves nothing else" in others
        client.post("/dtms/chair/assignments/papers/1/pin/",
                    {"act": "lock", "reviewer": edition.lena_lead.pk})  # fmt: skip
        page = as_read(client.get("/dtms/chair/assignments/"))
        assert f"What if: {edition.lena_lead} reviewed paper 1" in page
        assert f"<s>{edition.rex_reviewer}</s>" in page
        cost = re.search(r"It costs (\d\.\d\d) of the total.* and moves nothing else", page)
        asked, answered = (Proposal.objects.get(state=s).total for s in ("aside", "open"))
        assert float(cost[1]) == round(asked - answered, 2) > 0
        now = Proposal.objects.get(state="open")
        client.post(f"/dtms/chair/assignments/proposals/{now.public_id}/", {"keep": "yes"})
        page = as_read(client.get("/dtms/chair/assignments/"))
    assert "What if:" not in page
    assert "Apply 2" in page


def test_two_proposals_are_compared(edition, sign_in):
    first = edition.propose()
    limit(edition, most_papers=1)
    edition.propose()
    with clock.at(CLOSED):
        page = sign_in(edition.chen_chair).get(
            f"/dtms/chair/assignments/?compare={first.public_id}"
        )
    assert [(c.gone, c.come) for c in page.context["difference"]] == [
        ([str(edition.rex_reviewer)], [str(edition.lena_lead)])
    ]


def test_rules_are_kept_from_the_page(edition, sign_in):
    client = sign_in(edition.chen_chair)
    with clock.at(CLOSED):
        for most, least in (("3", "1"), ("-3", "x")):
            weights = {"topics_percent": "60", "bids_percent": "50"}
            given = {"most_papers": most, "least_papers": least, **weights}
            client.post("/dtms/chair/assignments/rules/", given)
    kept = AssignmentRules.objects.get()
    assert (kept.most_papers, kept.least_papers, kept.one_per_institution) == (3, 1, False)


def test_the_page_takes_the_same_queries_for_one_paper_and_for_three(
    edition, sign_in, django_assert_num_queries
):
    client = sign_in(edition.chen_chair)
    Submission.objects.filter(pk=edition.two.pk).update(status="withdrawn")
    edition.propose()
    with clock.at(CLOSED), django_assert_num_queries(13):
        client.get("/dtms/chair/assignments/")
    for title in ("Second", "Third"):
        submitted(edition.workshop, edition.otto_other, title=title)
    edition.propose()
    with clock.at(CLOSED), django_assert_num_queries(13):
        client.get("/dtms/chair/assignments/")
