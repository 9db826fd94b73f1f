"""An edition from a TOML file. The shipped example describes the format."""

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction

from dtms_site.accounts import services as accounts
from dtms_site.audit.services import record
from dtms_site.clock import end_of_day_aoe
from dtms_site.workshops.enums import (
    EVENTS,
    GRACE_MINUTES,
    HARD_KINDS,
    PUBLIC_KINDS,
    DeadlineKind,
    DeclarationKind,
    Role,
)
from dtms_site.workshops.models import Declaration, PaperType, Topic, Workshop
from dtms_site.workshops.pasted import read_person
from dtms_site.workshops.schedule_forms import bound_of, in_zone
from dtms_site.workshops.services import appoint, set_deadline
from reviews.services.criteria import add_default_criteria
from submissions.models import FormatRules
from submissions.pdfcheck.rules import RuleSet

EXAMPLE = Path(__file__).parent / "dtms.toml"
TEXTS = [
    "slug", "name", "short_name", "year", "edition_line", "venue", "time_zone", "contact_email",
    "template_url", "reviews_per_paper", "lead", "call", "review_model", "most_topics",
    "abstract_words", "correction_hours", "max_upload_mb",
]  # fmt: skip


class BadFile(ValueError):
    """The file cannot be an edition; the text says what to change."""


def read(path: Path) -> dict[str, Any]:
    """Raises BadFile."""
    try:
        found = tomllib.loads(path.read_text())
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise BadFile(f"{path} cannot be read: {error}") from error
    needed = ("slug", "name", "short_name", "year", "contact_email", "opens", "dates", "types")
    if missing := [name for name in needed if name not in found]:
        raise BadFile(f"{path} lacks {', '.join(missing)}.")
    return found


def shift(found: dict[str, Any], submission: date) -> dict[str, Any]:
    """The same edition with all days moved so that papers are due on `submission`."""
    days = {d["kind"]: d["day"] for d in found["dates"]}
    moved = submission - days[DeadlineKind.SUBMISSION]
    return {
        **found,
        "year": found["year"] + submission.year - days[DeadlineKind.SUBMISSION].year,
        "opens": found["opens"] + moved,
        "dates": [{**d, "day": d["day"] + moved} for d in found["dates"]],
    }


@transaction.atomic
def create(found: Mapping[str, Any], *, chairs: Iterable[str] = ()) -> Workshop:
    """Make the edition with all its parts. Raises BadFile."""
    if Workshop.objects.filter(slug=found["slug"]).exists():
        raise BadFile(f"There is an edition at /{found['slug']}/ already. Choose another slug.")
    workshop = Workshop(
        **{name: found[name] for name in TEXTS if name in found},
        opens_at=end_of_day_aoe(found["opens"] - timedelta(days=1)),
    )
    workshop.full_clean()
    workshop.save()
    record("edition created", edition=workshop, about=workshop)
    _add_parts(workshop, found)
    for kind in found["dates"]:
        _add_date(workshop, kind)
    for person in found.get("people", []):
        _add_person(workshop, person)
    for address in chairs:
        _appoint_chair(workshop, address)
    add_default_criteria(workshop)
    return workshop


def _appoint_chair(workshop: Workshop, address: str) -> None:
    """From “Ines Quiroga <ines@lagoa.example>”, or an address alone."""
    person = read_person(address)
    if person is None:
        raise BadFile(f"{address} is not a complete address.")
    user = accounts.person_with(person.email)
    accounts.complete_profile(user, given_name=person.given_name, family_name=person.family_name)
    appoint(workshop=workshop, user=user, role=Role.CHAIR, by=None)


def _add_parts(workshop: Workshop, found: Mapping[str, Any]) -> None:
    PaperType.objects.bulk_create(
        PaperType(workshop=workshop, order=n, **fields) for n, fields in enumerate(found["types"])
    )
    Topic.objects.bulk_create(
        Topic(workshop=workshop, name=name, order=n)
        for n, name in enumerate(found.get("topics", []))
    )
    Declaration.objects.bulk_create(
        Declaration(workshop=workshop, order=n, **{**d, "kind": DeclarationKind(d["kind"])})
        for n, d in enumerate(found.get("declarations", []))
    )
    rules = found.get("format", {})
    RuleSet.from_dict(rules)
    FormatRules.objects.create(workshop=workshop, rules=rules)


def _add_date(workshop: Workshop, found: Mapping[str, Any]) -> None:
    kind = DeadlineKind(found["kind"])
    hour: time | None = found.get("time")
    if kind in EVENTS:
        at = in_zone(found["day"], hour or time(9), workshop.zone)
    else:
        at = bound_of(found["day"], hour)
    set_deadline(
        workshop=workshop, by=None, kind=kind, at=at,
        grace_minutes=found.get("grace_minutes", GRACE_MINUTES.get(kind, 0)),
        is_hard=found.get("is_hard", kind in HARD_KINDS),
        is_public=found.get("is_public", kind in PUBLIC_KINDS),
    )  # fmt: skip


def _add_person(workshop: Workshop, found: Mapping[str, Any]) -> None:
    names = {n: found.get(n, "") for n in ("given_name", "family_name", "affiliation", "country")}
    user = accounts.person_with(found["email"], **names)
    appoint(
        workshop=workshop, user=user, role=Role(found["role"]), by=None,
        title=found.get("title", ""), is_contact=found.get("is_contact", False),
    )  # fmt: skip
