import pytest

from dtms_site import clock
from dtms_site.audit.models import AuditEvent
from dtms_site.workshops.enums import DeadlineKind
from dtms_site.workshops.models import Workshop
from tests.editions import OPEN, make_edition, submitted

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(sign_in, chen_chair):
    make_edition()
    return sign_in(chen_chair)


def filled(client, path, **changes):
    """The form of a page as it stands, with changes, ready to be sent."""
    context = client.get(path).context
    data = {}
    for form in forms_in(context):
        for field in form:
            value = field.value()
            if value is not None and value is not False:
                data[field.html_name] = value
        if hasattr(form, "management_form"):
            data |= {f.html_name: f.value() for f in form.management_form}
    return data | changes


def forms_in(context):
    for name in ("formset", "form"):
        found = context.get(name)
        if found is None:
            continue
        if hasattr(found, "rows"):
            return [found.opening, *found.rows]
        if hasattr(found, "management_form"):
            return [found.management_form, *found.forms]
        return [found]
    raise AssertionError("no form on this page")


def test_a_chair_edits_the_call(chair):
    response = chair.post(
        "/dtms/chair/settings/", filled(chair, "/dtms/chair/settings/", venue="Oslo")
    )
    assert response.status_code == 302
    assert Workshop.objects.get().venue == "Oslo"
    assert AuditEvent.objects.get(verb="edition changed").facts == {"fields": ["venue"]}


def test_a_mistake_in_the_call_loses_nothing(chair):
    data = filled(chair, "/dtms/chair/settings/", contact_email="nobody", call="A new call.")
    page = chair.post("/dtms/chair/settings/", data).content.decode()
    assert "A new call." in page
    assert "Enter a valid email address." in page
    assert Workshop.objects.get().contact_email == "chairs@dtms.example"


@pytest.mark.parametrize("rows", ["types", "topics", "declarations"])
def test_rows_of_the_edition_are_saved(chair, rows):
    path = f"/dtms/chair/settings/{rows}/"
    assert chair.post(path, filled(chair, path)).status_code == 302


def test_a_type_that_papers_use_is_not_removed(chair, ada_author):
    workshop = Workshop.objects.get()
    submitted(workshop, ada_author)
    path = "/dtms/chair/settings/types/"
    chair.post(path, filled(chair, path, **{"paper_types-0-DELETE": "on"}))
    assert workshop.paper_types.count() == 3


def test_unknown_settings_do_not_exist(chair):
    assert chair.get("/dtms/chair/settings/nothing/").status_code == 404


def test_dates_move_in_aoe(chair):
    path = "/dtms/chair/deadlines/"
    with clock.at(OPEN):
        response = chair.post(path, filled(chair, path, **{"submission-day": "2027-02-07"}))
    assert response.status_code == 302
    schedule = Workshop.objects.get().schedule
    assert schedule.at(DeadlineKind.SUBMISSION).isoformat() == "2027-02-08T12:00:00+00:00"


def test_an_impossible_order_of_dates_saves_nothing(chair):
    path = "/dtms/chair/deadlines/"
    response = chair.post(path, filled(chair, path, **{"submission-day": "2027-03-20"}))
    assert "must come after" in response.content.decode()
    schedule = Workshop.objects.get().schedule
    assert schedule.at(DeadlineKind.SUBMISSION).isoformat() == "2027-02-06T12:00:00+00:00"


def test_an_old_date_is_struck_through_on_the_public_page(chair, client):
    path = "/dtms/chair/deadlines/"
    with clock.at(OPEN):
        chair.post(path, filled(chair, path, **{"submission-day": "2027-02-07"}))
        page = client.get("/dtms/").content.decode()
    assert "<s " in page
    assert "Fri 5 Feb 2027, 23:59 AoE</s>" in page
