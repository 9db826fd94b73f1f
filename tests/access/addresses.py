"""Every address of an edition with who may open it, in each phase.

A row names those who may, and what they get where that is not 200. Everybody else gets 404, and
who is not signed in is asked to sign in. Addresses are about paper 1 wherever they can be.
Who an address under /accounts/ and /admin/ is for stands in `dtms_site.accounts.addresses`.
"""

from collections.abc import Iterable

from tests.access.actors import (
    AUTHORS,
    CHAIRS,
    COMMITTEE,
    EVERYBODY,
    FREE_CHAIRS,
    FREE_MEMBERS,
    FREE_PUBLISHERS,
    HELPERS,
    PHASES,
    PUBLISHERS,
    REVIEWERS,
    SIGNED_IN,
)

Row = dict[tuple[str, str], int]
"""The status of each (phase, actor) that does not get the answer of everybody else."""


def row(who: Iterable[str], phases: str = PHASES, **other: int) -> Row:
    """200 for these people in these phases; `S=403` says what they get instead in one."""
    statuses = dict.fromkeys(phases, 200) | other
    return {(phase, actor): statuses[phase] for phase in statuses for actor in who}


def public(phases: str = PHASES) -> Row:
    """For all; a page that is not public yet is not there, whoever asks."""
    hidden = {phase: 404 for phase in PHASES if phase not in phases}
    return row(EVERYBODY, phases, **hidden)


BY_POST: Row = row(EVERYBODY, "", **dict.fromkeys(PHASES, 405))
"""A form's target: asked for like a page, it says that it is none, whoever asks."""
HANDED_OVER = "RDNXP"
ONCE_RELEASED = "XP"
TILL_PRINTED = "X"
PRINTED = "P"

ADDRESSES: dict[str, Row] = {
    # The edition
    "workshops:home": public(),
    "workshops:calendar": public(),
    "workshops:invitation": public(phases=""),  # without the mailed link, there is no such page
    "workshops:people": row(CHAIRS),
    "workshops:invite": BY_POST,
    "workshops:invitation-act": BY_POST,
    "workshops:membership": BY_POST,
    "workshops:deadlines": row(CHAIRS),
    "workshops:mail-texts": row(CHAIRS),
    "workshops:mail-text": row(CHAIRS),
    "workshops:settings": row(CHAIRS),
    "workshops:settings-rows": row(CHAIRS),
    # The format check: for anybody with a PDF, and the chairs' rules and waivers
    "submissions:public-check": public(),
    "submissions:public-check-result": public(phases=""),  # whoever sent the file knows its token
    "submissions:public-check-state": public(phases=""),
    "submissions:public-page-image": public(phases=""),
    "submissions:rules": row(CHAIRS),
    "submissions:rules-state": row(CHAIRS),
    "submissions:rules-save": BY_POST,
    "submissions:waivers": row(CHAIRS),
    "submissions:waiver-answer": BY_POST,
    # Operators: the reason first, and nothing but the question before it
    "submissions:glass": row({"staff"}, "", **dict.fromkeys(PHASES, 302)),  # who it is, once more
    "submissions:glass-close": BY_POST,
    "submissions:glass-paper": {},
    "submissions:glass-pdf": {},
    # Authors
    "submissions:submit": row(SIGNED_IN, "S", **dict.fromkeys("RDNXP", 403)),
    "submissions:papers": row(SIGNED_IN),
    "submissions:confirm": row({"coauthor_pending"}),
    "submissions:paper": row(AUTHORS),
    "submissions:edit": row(AUTHORS, "S", **dict.fromkeys("RDNXP", 403)),
    "submissions:upload": BY_POST,
    "submissions:offer": row(AUTHORS),
    "submissions:format": row(AUTHORS),
    "submissions:page-image": row(AUTHORS),
    "submissions:waiver": BY_POST,
    "submissions:printed": row(AUTHORS),
    "submissions:pdf": row(AUTHORS),
    "submissions:pdf-version": row(AUTHORS),
    "submissions:withdraw": row(AUTHORS, "SRDN", X=403, P=403),
    "submissions:revive": BY_POST,
    # The committee
    "reviews:mine": row(COMMITTEE),
    "reviews:profile": row(COMMITTEE),
    "reviews:conflicts": row(COMMITTEE),
    "reviews:bids": row(COMMITTEE),
    "reviews:preview": BY_POST,
    "reviews:paper": row(FREE_CHAIRS) | row(FREE_MEMBERS, HANDED_OVER),
    "reviews:abstract": row(FREE_CHAIRS) | row(FREE_MEMBERS, HANDED_OVER),
    "reviews:pdf": row(FREE_CHAIRS) | row(FREE_MEMBERS, HANDED_OVER),
    "reviews:review": row(REVIEWERS, HANDED_OVER),
    "reviews:offline": row(REVIEWERS, "RD"),  # until the discussion closes
    "reviews:read-offline": BY_POST,
    "reviews:offline-all": row(COMMITTEE),
    "reviews:read-offline-all": BY_POST,
    "reviews:others": row(FREE_CHAIRS) | row({"pc_done"}, HANDED_OVER),
    "reviews:discussion": row(FREE_CHAIRS) | row({"pc_done"}, "DNXP"),
    "reviews:decline": row(REVIEWERS, "RD"),  # until the discussion closes
    # Help from outside with paper 1
    "reviews:externals": row(REVIEWERS, "RD"),  # until the discussion closes
    "reviews:external-take-back": BY_POST,
    "reviews:external-take-over": BY_POST,
    "reviews:external-invitation": public(phases=""),  # without the mailed link, there is no page
    "reviews:invited": row(HELPERS, HANDED_OVER),
    "reviews:invited-paper": row(HELPERS, HANDED_OVER),
    "reviews:invited-pdf": row(HELPERS, HANDED_OVER),
    "reviews:invited-review": row(HELPERS, HANDED_OVER),
    "reviews:invited-give-back": row({"sub_todo"}, HANDED_OVER),
    # Paper 1 is accepted as it is: nobody sends a revision of it, and there is none to read.
    "reviews:respond": row(AUTHORS, "NXP"),  # what was sent; the time for it came before
    "reviews:revise": {},
    "reviews:revision-pdf": {},
    "reviews:advise": BY_POST,
    # The committee's meeting: everybody was invited when the discussion began, nobody is there yet.
    "meeting:room": row(COMMITTEE, "DNXP"),
    "meeting:state": row(COMMITTEE, "DNXP"),
    "meeting:projector": row(COMMITTEE, "DNXP"),
    "meeting:paper": {},  # no paper is on the table
    "meeting:minutes": {},  # no meeting is over
    "meeting:minutes-pdf": {},
    "meeting:here": BY_POST,
    "meeting:leave": BY_POST,
    "meeting:vote": BY_POST,
    "meeting:move": BY_POST,
    "meeting:jump": BY_POST,
    "meeting:decide": BY_POST,
    "meeting:note": BY_POST,
    # Chairs
    "chair:meeting": row(CHAIRS),
    "chair:meeting-agenda": BY_POST,
    "chair:meeting-invite": BY_POST,
    "chair:meeting-start": BY_POST,
    "chair:meeting-cancel": BY_POST,
    "chair:meeting-minutes": BY_POST,
    "chair:desk": row(CHAIRS),
    "chair:log": row(CHAIRS),
    "chair:papers": row(CHAIRS),
    "chair:save-view": BY_POST,
    "chair:selection": BY_POST,
    "chair:members": row(CHAIRS),
    "chair:new-on-behalf": row(CHAIRS),
    "chair:paper": row(FREE_CHAIRS),
    "chair:edit-on-behalf": row(FREE_CHAIRS, "S"),
    "chair:withdraw": row(FREE_CHAIRS),
    "chair:bring-back": BY_POST,
    "chair:change-decision": BY_POST,
    "chair:lift-conflict": BY_POST,
    "chair:assign": BY_POST,
    "chair:lead": BY_POST,
    "chair:decide": BY_POST,
    "chair:take-back": BY_POST,
    "chair:desk-reject": BY_POST,
    "chair:tell-now": BY_POST,
    "chair:undo-release": BY_POST,
    "chair:settle": BY_POST,
    "chair:page-image": row(FREE_CHAIRS),
    "chair:assignments": row(CHAIRS),
    "chair:others": {},  # no assignment is proposed
    "chair:pin": BY_POST,
    "chair:proposal": BY_POST,
    "chair:assignment-rules": BY_POST,
    "chair:propose": BY_POST,
    "chair:apply": BY_POST,
    "chair:start": BY_POST,
    "chair:remove": BY_POST,
    "chair:conflicts": row(CHAIRS),
    "chair:institution-names": BY_POST,
    "chair:settle-conflict": BY_POST,
    "chair:externals": row(CHAIRS),
    "chair:settle-external": BY_POST,
    "chair:invite": row(CHAIRS),
    "chair:limits": row(CHAIRS),
    "chair:review-form": row(CHAIRS),
    "chair:progress": row(CHAIRS),
    "chair:nudge": BY_POST,
    "chair:takers": row(FREE_CHAIRS, "RDN"),
    "chair:reassign": BY_POST,
    "chair:scores": row(CHAIRS),
    "chair:statistics": row(CHAIRS),
    "chair:decisions": row(CHAIRS),
    "chair:record-many": BY_POST,
    "chair:release": row(CHAIRS),
    "chair:late": row(CHAIRS),
    "chair:admit": BY_POST,
    "chair:timeline": row(CHAIRS),
    "chair:reminders": row(CHAIRS),
    "chair:pause-reminders": BY_POST,
    "chair:reminder-rules": row(CHAIRS),
    # No edition has a rehearsal: there is none to look at.
    "rehearsal:desk": row(CHAIRS),
    "rehearsal:look": BY_POST,
    "rehearsal:leave": BY_POST,
    "rehearsal:move": BY_POST,
    "rehearsal:state": {},
    "rehearsal:mail": {},
    "rehearsal:report": {},
    "rehearsal:letter": {},
    "rehearsal:remove": BY_POST,
    "chair:more-time": row(CHAIRS),
    "chair:take-back-time": BY_POST,
    "chair:mail": row(CHAIRS),
    "chair:mail-act": BY_POST,
    "chair:write": row(CHAIRS),
    "chair:mail-message": row(FREE_CHAIRS),
    # The final version
    "program:camera-ready": row(AUTHORS, TILL_PRINTED, P=302),  # to the paper's page
    "program:final-upload": BY_POST,
    "program:rights": BY_POST,
    "program:final-format": row(AUTHORS, TILL_PRINTED),
    "program:final-image": row(AUTHORS, TILL_PRINTED),
    "program:final-own-pdf": row(AUTHORS, TILL_PRINTED),
    # The publication desk
    "program:desk": row(PUBLISHERS),
    "program:finals": row(PUBLISHERS),
    "program:final": row(FREE_PUBLISHERS, ONCE_RELEASED),
    "program:final-pdf": row(FREE_PUBLISHERS, ONCE_RELEASED),
    "program:final-page": row(FREE_PUBLISHERS, ONCE_RELEASED),
    "program:reopen": BY_POST,
    "program:waive": BY_POST,
    "program:desk-rights": BY_POST,
    "program:retitle": BY_POST,
    "program:programme-desk": row(PUBLISHERS),
    "program:place": BY_POST,
    "program:programme-publish": BY_POST,
    "program:new-session": row(PUBLISHERS),
    "program:session": row(PUBLISHERS, ONCE_RELEASED),
    "program:move-session": BY_POST,
    "program:new-slot": row(PUBLISHERS),
    "program:slot": row(FREE_PUBLISHERS, ONCE_RELEASED),
    "program:move-slot": BY_POST,
    "program:proceedings-desk": row(PUBLISHERS),
    "program:proceedings-texts": row(PUBLISHERS),
    "program:proceedings-build": BY_POST,
    # Chairs who wrote a paper know its outcome; conflicted ones wait for the programme.
    "program:proceedings-progress": row(FREE_PUBLISHERS | {"chair_author"})
    | row(PUBLISHERS, PRINTED),
    "program:proceedings-publish": BY_POST,
    "program:preview": row(FREE_PUBLISHERS | {"chair_author"}, ONCE_RELEASED),
    "program:preview-paper": row(FREE_PUBLISHERS, ONCE_RELEASED),
    # Everybody
    "reviews:statistics": public(ONCE_RELEASED),
    "program:programme": public(PRINTED) | row(PUBLISHERS),
    "program:programme-calendar": public(PRINTED),
    "program:proceedings": public(PRINTED),
    "program:volume-pdf": public(PRINTED),
    "program:volume-bib": public(PRINTED),
    "program:paper-pdf": public(PRINTED),
    "program:paper-bib": public(PRINTED),
}
PAGES = [name for name, found in ADDRESSES.items() if found is not BY_POST]
# Outside an edition and of this site's own making: for everybody.
SITE = {
    "front-door": {200, 302},
    "healthz": {200},
    "about": {200},
    "own-calendar": {404},
    "unsubscribe": {404},
}


def expected(name: str, phase: str, actor: str) -> int:
    """The status that this actor gets at this address in this phase."""
    return ADDRESSES[name].get((phase, actor), 302 if actor == "anon" else 404)
