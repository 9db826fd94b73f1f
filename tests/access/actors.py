"""Who asks: the actors of the authorization matrix, each played by somebody of the cast.

All relations are to paper 1 of `tests/access/world.py`.
"""

ACTORS: dict[str, str | None] = {
    "anon": None,
    "stranger": "sam_stranger",
    "author": "ada_author",
    "coauthor": "cora_coauthor",
    "coauthor_pending": "pablo_pending",
    "author_other": "otto_other",
    "pc_done": "rex_reviewer",
    "pc_todo": "todd_todo",
    "pc_unassigned": "nina_unassigned",
    "pc_conflicted": "kim_conflicted",
    "pc_author": "amir_author_member",
    "ex_member": "bao_member",
    "shepherd_other": "dara_member",
    "sub_todo": "torbjorn_lysnevag",
    "sub_done": "sunniva_dalhaugen",
    "sub_declined": "priya_nandakot",
    "chair": "chen_chair",
    "chair_handler": "maya_chair",
    "chair_conflicted": "xavi_conflicted_chair",
    "chair_author": "ingrid_member",
    "publication": "pia_publication",
    "publication_conflicted": "hugo_member",
    "organizer": "walt_web",
    "steering": "stella_steering",
    "staff": "olga_operator",
}
EVERYBODY = frozenset(ACTORS)
SIGNED_IN = EVERYBODY - {"anon"}
AUTHORS = frozenset({"author", "coauthor", "pc_author", "chair_author"})
FREE_CHAIRS = frozenset({"chair", "chair_handler"})
CHAIRS = FREE_CHAIRS | {"chair_conflicted", "chair_author"}
FREE_MEMBERS = frozenset({"pc_done", "pc_todo", "pc_unassigned", "shepherd_other"})
MEMBERS = FREE_MEMBERS | {"pc_conflicted", "pc_author"}
COMMITTEE = MEMBERS | CHAIRS
# Of paper 1; in phase R one review is in, so that the discussion has not opened.
REVIEWERS = frozenset({"pc_done", "pc_todo"})
# From outside, asked by pc_done.
HELPERS = frozenset({"sub_todo", "sub_done"})
FREE_PUBLISHERS = FREE_CHAIRS | {"publication"}
PUBLISHERS = CHAIRS | {"publication", "publication_conflicted"}

# Submission open, reviewing, discussion, decided, released to authors, proceedings published.
PHASES = "SRDNXP"
