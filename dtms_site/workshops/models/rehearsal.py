from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from dtms_site.workshops.models.edition import Workshop


def _share(label: str, default: int, hint: str = "") -> Any:
    """A share in percent."""
    return models.PositiveSmallIntegerField(
        label, default=default, validators=[MaxValueValidator(100)], help_text=hint
    )


def _number(label: str, default: int, least: int, most: int, hint: str = "") -> Any:
    return models.PositiveSmallIntegerField(
        label, default=default, help_text=hint,
        validators=[MinValueValidator(least), MaxValueValidator(most)],
    )  # fmt: skip


class Rehearsal(models.Model):
    """How the copy of an edition is played: its clock, and what its invented people are like.

    Time stands still at `stands_at` until a chair moves it; `moves_to` is where it is going.
    """

    workshop = models.OneToOneField(Workshop, models.CASCADE, related_name="play")
    stands_at = models.DateTimeField()
    moves_to = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=300, blank=True)
    seed = _number("seed", 1, 0, 9999, "The same number plays the same people again.")
    papers = _number("papers begun", 20, 1, 37, "Invented papers, at most 37.")
    members = _number("members at least", 8, 3, 40, "Invented ones join where there are fewer.")
    last_day = _share("papers that come on the last day, in %", 60)
    drafts = _share("drafts never submitted, in %", 10)
    declines = _share("reviews given back, in %", 8)
    late = _share("reviews sent late, in %", 20)
    never = _share("reviews never sent, in %", 5)
    days_late = _number("at most so many days late", 6, 1, 60)
    withdrawn = _share("papers withdrawn while they are reviewed, in %", 4)
    helped = _share("reviews with help from outside, in %", 6)
    conditional = _share("of those accepted, under conditions, in %", 20)
    accepted = _share("papers accepted, in %", 50)
    chairs_act = models.BooleanField(
        "chairs do their part by the plan",
        default=True,
        help_text="Assign, start the reviews, decide, release, publish, where you have not.",
    )

    def __str__(self) -> str:
        return f"rehearsal of {self.workshop}"

    @property
    def is_moving(self) -> bool:
        return self.moves_to is not None


class RehearsalPerson(models.Model):
    """An account that exists in one rehearsal alone. Nobody can sign in to it."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="rehearsal_people")
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="rehearsal_person"
    )
    stands_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+",
        help_text="Whose place in the committee they take.",
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint("workshop", "stands_for", name="one_double_a_person")
        ]

    def __str__(self) -> str:
        return str(self.user)


class RehearsalAct(models.Model):
    """Something that an invented person did, or could not do, when its time had come."""

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="rehearsal_acts")
    key = models.CharField(max_length=100)
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    about_id = models.BigIntegerField(null=True, help_text="The paper that came of it.")
    what = models.CharField(max_length=300)
    trouble = models.CharField(max_length=400, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.UniqueConstraint("workshop", "key", name="one_act_a_key")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what}"
