"""Settings that cannot be meant are refused on the page, and nothing of it is kept."""

from datetime import timedelta

import pytest

from dtms_site import clock
from dtms_site.workshops.forms import PaperTypeRows
from dtms_site.workshops.schedule_forms import ScheduleForm
from tests.editions import OPEN, make_edition

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def chair(sign_in, chen_chair):
    with clock.at(OPEN):
        yield sign_in(chen_chair)


def typed_rows(workshop, initial, **changes):
    """What the page of the paper types would send, with `initial` rows said to be stored."""
    rows = PaperTypeRows(instance=workshop, prefix="paper_types")
    data = {"paper_types-TOTAL_FORMS": len(rows.forms), "paper_types-INITIAL_FORMS": initial}
    for row in rows.forms:
        data |= {row[name].html_name: row[name].value() for name in row.fields if name != "DELETE"}
    data = {name: value for name, value in data.items() if value not in (None, "")}
    return data | {f"paper_types-{name}": value for name, value in changes.items()}


@pytest.mark.parametrize(
    ("initial", "changes"),
    [
        (3, {"1-key": "technical"}),
        (3, {"3-key": "technical", "3-name": "Again", "3-order": 9}),
        (2, {}),
        (0, {}),
    ],
    ids=["two alike", "a new one like a stored one", "a stored one sent as new", "all as new"],
)
def test_two_paper_types_never_get_one_key(chair, client, initial, changes):
    workshop = make_edition()
    data = typed_rows(workshop, initial, **changes)
    answer = client.post(f"/{workshop.slug}/chair/settings/types/", data)
    assert answer.status_code == 200
    assert "Another row has this key." in answer.content.decode()
    assert sorted(workshop.paper_types.values_list("key", flat=True)) == [
        "position", "survey", "technical",
    ]  # fmt: skip


def test_keys_can_be_given_anew(chair, client):
    workshop = make_edition()
    data = typed_rows(workshop, 3, **{"0-key": "research", "1-DELETE": "on"})
    client.post(f"/{workshop.slug}/chair/settings/types/", data)
    assert sorted(workshop.paper_types.values_list("key", flat=True)) == ["research", "survey"]


@pytest.mark.parametrize("page", ["settings/types", "settings/topics", "settings/declarations",
                                  "review-form"])  # fmt: skip
def test_nobody_has_thousands_of_rows_drawn_for_them(chair, client, page):
    path = f"/{make_edition().slug}/chair/{page}/"
    shown = client.get(path).context
    rows = shown.get("formset") or shown["rows"]
    data = {f"{rows.prefix}-TOTAL_FORMS": "2000", f"{rows.prefix}-INITIAL_FORMS": "0"}
    answer = client.post(path, data)
    assert answer.status_code in {200, 422}
    assert len((answer.context.get("formset") or answer.context["rows"]).forms) <= 300
    assert "Please submit at most" in answer.content.decode()


def test_a_date_at_the_end_of_all_calendars_is_refused_and_the_reason_stays(chair, client):
    workshop = make_edition()
    form = ScheduleForm(workshop)
    fields = [field for part in (form.opening, *form.rows) for field in part]
    data = {f.html_name: str(f.value()) for f in fields if f.value() not in (None, False, "")}
    for day in ("0001-01-01", "9999-12-31"):
        changed = data | {"opens": day, "submission-day": day, "reason": "The <b>hall</b> is shut"}
        answer = client.post(f"/{workshop.slug}/chair/deadlines/", changed)
        assert answer.status_code == 200
        assert answer.content.decode().count("This year is a slip") == 2
        assert "The &lt;b&gt;hall&lt;/b&gt; is shut" in answer.content.decode()
    workshop.refresh_from_db()
    assert abs(workshop.opens_at - OPEN) < timedelta(days=365)
