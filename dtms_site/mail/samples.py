"""Made-up values for every placeholder, so that a text can be looked at before it is sent."""

from dtms_site.mail import catalogue

_BOUND = "Fri 5 Feb 2027, 23:59 AoE (Sat 6 Feb, 11:59 UTC)"
_PAPERS = "  12  A Twin That Knows When It Is Wrong\n  31  Replicas Without Regret"

VALUES = {
    "act": "changed",
    "answer": "accepted",
    "answer_by": _BOUND,
    "bids_url": "https://example.org/dtms/bids/",
    "by": "Ada Brekkestad",
    "call": "https://meet.example.org/dtms",
    "camera_ready": _BOUND,
    "camera_url": "https://example.org/dtms/papers/12/final/",
    "chair": "Chen Osterwald",
    "changes": "title, abstract",
    "code": "Outside the scope of the workshop",
    "conditions": "Add the data of section 4.",
    "contact": "Ada Brekkestad",
    "count": "2 papers",
    "dates": f"  Papers due: {_BOUND}",
    "deadline": _BOUND,
    "desk_url": "https://example.org/dtms/chair/",
    "due": _BOUND,
    "asked": "Sat 6 Feb, 11:59",
    "items": "2 reviews to send\n" + _PAPERS + "\n\nYour bids, 2 d left",
    "group": "of paper 12",
    "subject": "A word about your talk",
    "inviter": "Chen Osterwald",
    "lacks": "- Add the PDF.\n- Add the abstract.",
    "left": "1 d 4 h",
    "link": "https://example.org/dtms/invitation/a-link-that-works-once/",
    "minutes": "20",
    "new": _BOUND,
    "note": "We would be glad to have you.",
    "most_words": "500",
    "number": "12",
    "operator": "Olga Marchetti-Lund",
    "old": _BOUND,
    "paper_url": "https://example.org/dtms/papers/12/",
    "papers": _PAPERS,
    "people_url": "https://example.org/dtms/chair/committees/",
    "person": "Rex Halloway",
    "presenter": "Ada Brekkestad",
    "problems": "- The text is wider than the columns.",
    "programme_url": "https://example.org/dtms/programme/",
    "reason": "The committee found the idea sound and the evidence thin.",
    "received": _BOUND,
    "response": "We added the data and a figure.",
    "reviews": "3",
    "reviews_url": "https://example.org/dtms/reviews/",
    "role": "Programme committee member",
    "room": "Hall 2",
    "rules": "length",
    "session": "Twins in the field",
    "sha256": "9f86d081884c7d65",
    "silence": "Without a word from you in 3 days, we take it that you review them.",
    "size": "1.2 MB",
    "thing": "paper 12",
    "title": "A Twin That Knows When It Is Wrong",
    "until": _BOUND,
    "url": "https://example.org/dtms/reviews/12/",
    "utc": "Sat 10 Apr, 07:20 UTC",
    "version": "2",
    "what": "Papers due",
    "when": "Sat 10 Apr 2027, 09:20",
    "words": "One page more is fine.",
    "writer": "Rex Halloway",
    "yours": "09:20 in Oslo",
}


# Where the same name stands for something else.
OWN = {
    "camera_ready.open": {"left": "due in 1 d 4 h"},
    "camera_ready.reminder": {"left": "due in 1 d 4 h"},
    "rights.reminder": {"left": "due in 1 d 4 h"},
    "chair.digest": {"count": "2 tasks", "items": "  3 papers short of reviewers\n  1 mail held"},
    "digest.open_work": {"count": "2 things"},
    "discussion.digest": {"count": "2 discussions", "papers": _PAPERS.replace("\n", ": 3 new\n")},
    "decision.reviewer_notice": {"papers": _PAPERS.replace("\n", ": accepted\n") + ": rejected"},
    "review.overdue": {"count": "2 reviews"},
    "review.reminder": {"count": "2 reviews"},
    "review.thanks": {"count": "4 reviews"},
    "review.nudge": {"count": "2 reviews"},
}


def values_of(kind: catalogue.MailKind) -> dict[str, str]:
    found = VALUES | OWN.get(kind.key, {})
    return {name: found[name] for name in kind.placeholders}
