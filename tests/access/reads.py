"""How each resource of the matrix is asked for: over every page, list, file and mail there is.

Each function says, in the matrix's words, what an actor got. `leak: ...` is in no cell.
"""

import re
from collections.abc import Callable
from typing import Any

from reviews.mail_policy import mail_for
from tests.access import helpers
from tests.access.actors import ACTORS, HELPERS
from tests.access.matrix import Ask
from tests.access.resolver import address
from tests.access.visits import Visits
from tests.access.world import ABSTRACT, ANSWER, COMMENTS, DRAFT, LENA, REASON, REX, TITLE, somebody
from tests.people import make_person

LISTS = ("submissions:papers", "reviews:mine", "reviews:invited", "reviews:conflicts",
         "chair:papers")  # fmt: skip
# Pages about paper 1 on which its reviewers may stand.
NAMED = (
    "reviews:others",
    "chair:paper",
    "reviews:discussion",
    "reviews:paper",
    "submissions:paper",
    "reviews:invited-paper",
    "reviews:invited-review",
)


def refusal(actor: str) -> str:
    return "302L" if actor == "anon" else "404"


def paper_page(visits: Visits, actor: str) -> str:
    pages = ("submissions:paper", "reviews:paper", "reviews:invited-paper", "chair:paper",
             "program:final")  # fmt: skip
    if visits.opens(actor, *pages):
        return "200"
    lists = ("reviews:conflicts", "chair:papers", "program:finals")
    if not any(TITLE in visits.get(actor, name).text for name in lists):
        return refusal(actor)
    return "leak: abstract" if visits.knows(actor, ABSTRACT) else "200r"


def paper_list(visits: Visits, actor: str) -> str:
    whole = visits.get(actor, "chair:papers")
    if address("chair:paper", visits.edition) in whole.text:
        return "200"
    if not visits.opens(actor, "submissions:papers"):
        return refusal(actor)
    listed = any(TITLE in visits.get(actor, name).text for name in LISTS)
    if listed and paper_page(visits, actor) == "404":
        return "leak: listed"
    return "200o"


def submission_pdf(visits: Visits, actor: str) -> str:
    for name in ("submissions:pdf", "submissions:pdf-version", "reviews:pdf",
                 "reviews:invited-pdf"):  # fmt: skip
        if visits.opens(actor, name):
            return "200"
        path = address(name, visits.edition)
        part = visits.ask(actor, path, headers={"range": "bytes=0-3"})
        known = visits.ask(actor, path, headers={"if-none-match": "*"})
        if {part.status, known.status} - {302, 404} or b"%PDF" in part.body:
            return f"leak: {part.status} {known.status}"
    return refusal(actor)


def raw_file(visits: Visits, actor: str) -> str:
    name = visits.edition.paper.current.file.name
    guesses = [f"/media/{name}", f"/{visits.edition.workshop.slug}/{name}", f"/static/..%2f{name}"]
    found = {visits.ask(actor, guess).status for guess in guesses}
    return "404" if found == {404} else f"leak: {found}"


def format_report(visits: Visits, actor: str) -> str:
    if visits.opens(actor, "submissions:format", "chair:paper"):
        return "200"
    told = ">Format</h2>" in visits.get(actor, "reviews:paper").text
    return "200r" if told or visits.opens(actor, "program:final") else refusal(actor)


def history(visits: Visits, actor: str) -> str:
    opens = visits.opens(actor, "submissions:paper", "chair:paper")
    return "200" if opens else refusal(actor)


def review_list(visits: Visits, actor: str) -> str:
    if visits.opens(actor, "reviews:others", "chair:paper"):
        return "200"
    words = {**REX, **{f"{audience} of Lena": word for audience, word in LENA.items()}}
    read = {audience for audience, word in words.items() if visits.knows(actor, word)}
    if visits.opens(actor, "reviews:review", "reviews:invited-review"):
        return f"leak: {read}" if read else "200o"
    if read == {"authors", "authors of Lena"}:
        return "200r"
    return f"leak: {read}" if read else refusal(actor)


def one_review(visits: Visits, actor: str) -> str:
    """The review of pc_done. There is no address for it: its words are looked for."""
    read = {audience for audience, word in REX.items() if visits.knows(actor, word)}
    if len(read) == 3:
        return "200"
    if read == {"authors"}:
        return "200r"
    return f"leak: {read}" if read else refusal(actor)


def draft_review(visits: Visits, actor: str) -> str:
    if visits.knows(actor, DRAFT):
        return "200"
    listed = visits.get(actor, "chair:paper").text
    todd = make_person("todd_todo").family_name
    begun = re.search(rf"{todd}(?:(?!</li>).)*?Draft", listed, re.DOTALL)
    return "200r" if begun else refusal(actor)


def identity(visits: Visits, actor: str) -> str:
    if visits.opens(actor, "reviews:others", "chair:paper"):
        return "200"
    others = {"rex_reviewer", "lena_lead", "bao_member"} - {ACTORS[actor]}
    if actor in HELPERS | {"sub_declined"}:
        others -= {ACTORS["pc_done"]}  # who asked them
    names = [make_person(key).family_name for key in sorted(others)]
    about = [visits.get(actor, name).text for name in NAMED]
    about += [m.text for m in visits.mails_to(actor) if m.about_id == visits.edition.paper.pk]
    found = [name for name in names if any(name in text for text in about)]
    return f"leak: {found}" if found else refusal(actor)


def score_summary(visits: Visits, actor: str) -> str:
    if visits.opens(actor, "reviews:others", "chair:paper"):
        return "200"
    return "200r" if REASON in visits.get(actor, "submissions:paper").text else refusal(actor)


def score_sort(visits: Visits, actor: str) -> str:
    """A conflicted paper stands last, whatever the list is sorted by or narrowed to."""
    if not visits.opens(actor, "chair:papers"):
        return refusal(actor)
    path = address("chair:papers", visits.edition)
    for query in ("sort=mean", "sort=spread", "sort=reviews", "sort=-mean&q=lighthouse"):
        text = visits.ask(actor, f"{path}?{query}").text
        if address("chair:paper", visits.edition) in text:
            return "200"
        row = text.rpartition("<tr")[2]
        if TITLE not in row:
            return "leak: place"
    searches = ("decision:none", "-decision:none", "missing>0", "-score>2", "spread<9")
    narrowed = [visits.ask(actor, f"{path}?q={search}").text for search in searches]
    return "leak: search" if any(TITLE in text for text in narrowed) else "SAME0-for-P1"


def offline_review(visits: Visits, actor: str) -> str:
    return "200o" if visits.opens(actor, "reviews:offline") else refusal(actor)


def comment_for(audience: str) -> Ask:
    def ask(visits: Visits, actor: str) -> str:
        if visits.knows(actor, COMMENTS[audience]):
            return "200"
        empty = visits.phase == "S" and visits.opens(actor, "reviews:discussion")
        return "404" if empty else refusal(actor)

    return ask


def thread(visits: Visits, actor: str) -> str:
    return "200" if visits.opens(actor, "reviews:discussion") else refusal(actor)


def response(visits: Visits, actor: str) -> str:
    return "200" if visits.knows(actor, ANSWER) else refusal(actor)


def decision(visits: Visits, actor: str) -> str:
    if visits.opens(actor, "chair:paper") or visits.knows(actor, REASON):
        return "200"
    if "The authors know it too." in visits.get(actor, "reviews:paper").text:
        return "200"
    public = TITLE in visits.get(actor, "program:proceedings").text
    return "200r" if public or visits.opens(actor, "program:final") else refusal(actor)


def final_version(visits: Visits, actor: str) -> str:
    opens = visits.opens(actor, "program:camera-ready", "program:final")
    return "200" if opens else refusal(actor)


PROGRESS = re.compile(r"<b>(\d+)</b><span class=\"sub\">/(\d+)</span>")


def progress(visits: Visits, actor: str) -> str:
    """The desk's count of reviews: with those of paper 1 or without."""
    return _counted(visits, actor, PROGRESS.findall)


def published_statistics(visits: Visits, actor: str) -> str:
    return "200" if visits.opens(actor, "reviews:statistics") else "404"


def workload(visits: Visits, actor: str) -> str:
    """Lena reviews paper 1 and nothing else."""
    if visits.opens(actor, "chair:desk"):
        lena = make_person("lena_lead").family_name
        return _counted(visits, actor, lambda text: lena in text)
    return "200r" if visits.opens(actor, "reviews:mine") else refusal(actor)


def _counted(visits: Visits, actor: str, figure: Callable[[str], Any]) -> str:
    if not visits.opens(actor, "chair:desk"):
        return refusal(actor)
    with_it, without = (
        figure(visits.get(who, "chair:desk").text) for who in ("chair", "chair_conflicted")
    )
    mine = figure(visits.get(actor, "chair:desk").text)
    if with_it == without:
        return "200|200o"
    return "200" if mine == with_it else "200o" if mine == without else f"leak: {mine}"


def search(visits: Visits, actor: str) -> str:
    path = address("chair:papers", visits.edition)
    hit = visits.ask(actor, f"{path}?q={TITLE.split()[0]}")
    if hit.status != 200:
        return refusal(actor)
    if address("chair:paper", visits.edition) in hit.text:
        return "200"
    hidden = visits.ask(actor, f"{path}?q={ABSTRACT}").text, visits.ask(actor, f"{path}?q=zzz").text
    return "200o" if TITLE not in "".join(hidden) else "leak: found by what is hidden"


def mail_log(visits: Visits, actor: str) -> str:
    answer = visits.get(actor, "chair:mail")
    if answer.status != 200:
        return refusal(actor)
    if visits.opens(actor, "chair:mail-message"):
        return "200"
    own = {m.public_id for m in visits.mails_to(actor)}
    for row in mail_for(somebody(actor), visits.edition.workshop):
        path = address("chair:mail", visits.edition) + f"{row.public_id}/"
        if row.public_id not in own and TITLE in visits.ask(actor, path).text:
            return f"leak: {row}"
    return "200o"


def audit_log(visits: Visits, actor: str) -> str:
    if visits.opens(actor, "account-log"):
        told = visits.get(actor, "account-log").text
        return "leak: a paper" if TITLE in told or "Paper 1" in told else "200r"
    answer = visits.get(actor, "chair:log")
    if answer.status != 200:
        return refusal(actor)
    return "200" if re.search(r"Paper 1\b", answer.text) else "200o"


def proceedings(visits: Visits, actor: str) -> str:
    if visits.opens(actor, "program:proceedings"):
        return "200r|200"
    if visits.opens(actor, "program:proceedings-progress"):
        return "200"
    if not visits.opens(actor, "program:proceedings-desk"):
        return refusal(actor)
    return "leak" if TITLE in visits.get(actor, "program:proceedings-desk").text else "200o"


def programme(visits: Visits, actor: str) -> str:
    answer = visits.get(actor, "program:programme")
    if answer.status != 200:
        return refusal(actor)
    if not visits.edition.is_since("X"):
        return "200|200o"  # nothing is accepted yet
    return "200" if TITLE in answer.text else "200o"


def people(visits: Visits, actor: str) -> str:
    if visits.opens(actor, "workshops:people"):
        return "200"
    accounts = visits.opens(actor, "admin:accounts_user_changelist")
    return "200r" if accounts else refusal(actor)


def administration(visits: Visits, actor: str) -> str:
    return "200r" if visits.opens(actor, "admin:index") else refusal(actor)


def inner_pages(visits: Visits, actor: str) -> str:
    paths = ("/metrics/", "/api/schema/", "/__debug__/")
    found = {visits.ask(actor, path).status for path in paths}
    healthy = visits.ask(actor, "/healthz").text == "ok"
    return "404" if found == {404} and healthy else f"leak: {found}"


READS: dict[str, Ask] = {
    "R01": paper_page,
    "R03": paper_list,
    "R05": submission_pdf,
    "R08": raw_file,
    "R09": format_report,
    "R10": history,
    "R11": review_list,
    "R13": one_review,
    "R15": draft_review,
    "R16": identity,
    "R18": score_summary,
    "R19": score_sort,
    "R20": offline_review,
    "R21": helpers.listed,
    "R22": helpers.used_link,
    "R24": comment_for("reviewers"),
    "R26": comment_for("chairs"),
    "R27": thread,
    "R29": response,
    "R30": decision,
    "R32": final_version,
    "R33": progress,
    "R33P": published_statistics,
    "R34": workload,
    "R35": search,
    "R38": mail_log,
    "R39": audit_log,
    "R50": proceedings,
    "R50P": programme,
    "R51": people,
    "R55": administration,
    "R56": history,
    "R57": inner_pages,
}
