"""An edition with papers and reviews of its own, and a small rehearsal of it."""

from django.apps import apps

from dtms_site import clock
from dtms_site.rehearsal import copying
from dtms_site.rehearsal.forms import BeginForm
from dtms_site.workshops.models import Rehearsal, Workshop
from tests.editions import OPEN, add_member, in_review, make_edition, reviewed, submitted
from tests.people import make_person

SMALL = {"papers": 6, "members": 4, "seed": 7}


def settings(**changes):
    form = BeginForm({**{f.name: f.value() for f in BeginForm()}, **SMALL, **changes})
    assert form.is_valid(), form.errors
    return form.cleaned_data


def live_edition() -> Workshop:
    """Two members, two papers, one with a review, and a chair in conflict with it."""
    workshop = make_edition(chairs=("chen_chair", "xavi_conflicted_chair"))
    members = [make_person(key) for key in ("rex_reviewer", "nina_unassigned")]
    for member in members:
        add_member(workshop, member)
    author = make_person("ada_author")
    paper = submitted(workshop, author, title="Saltmarsh Observatories")
    submitted(workshop, author, title="Estuary Ledgers")
    paper = in_review(paper, make_person("chen_chair"), members[0])
    reviewed(paper, members[0], text="peatbog")
    return Workshop.objects.get(pk=workshop.pk)


def rehearse(live: Workshop, **changes) -> Rehearsal:
    with clock.at(OPEN):
        return copying.begin(live=live, by=make_person("chen_chair"), settings=settings(**changes))


# What belongs to the site, or is written by whoever looks.
OWN = {"sessions.Session", "contenttypes.ContentType", "auth.Permission"}


def all_rows():
    """Every row of every table as it is, by its table and key: joining tables too."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in OWN:
            for row in model._base_manager.values():
                found[model._meta.label, row["id"]] = repr(sorted(row.items()))
    return found
