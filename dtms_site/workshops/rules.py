"""An edition's own moments of reminding: read from short words, written, told in words."""

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction

from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.web.text import counted
from dtms_site.workshops.duties import Anchor, Duty, Rule
from dtms_site.workshops.models import ReminderRule, Workshop

SPAN = re.compile(r"(?P<number>\d{1,3})\s*(?P<unit>d|h|days?|hours?)?", re.IGNORECASE)
MOST = 6
LONGEST = timedelta(days=120)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def read_spans(text: str) -> list[timedelta]:
    """`7d, 3 days, 12h` as lengths of time. A bare number means days. Raises ValidationError."""
    spans = []
    for word in filter(None, (part.strip() for part in text.split(","))):
        found = SPAN.fullmatch(word)
        if found is None:
            raise ValidationError(f"“{word[:20]}” is no length of time. Write 3d or 12h.")
        unit = HOUR if (found["unit"] or "d").lower().startswith("h") else DAY
        spans.append(int(found["number"]) * unit)
    if len(spans) > MOST:
        raise ValidationError(f"At most {MOST} moments: more than that nobody reads.")
    if any(span > LONGEST for span in spans):
        raise ValidationError("At most 120 days.")
    return sorted(set(spans), reverse=True)


def span_in_words(span: timedelta) -> str:
    if span % DAY:
        return counted(int(span / HOUR), "hour")
    return counted(span.days, "day")


def _typed(spans: Iterable[timedelta]) -> str:
    return ", ".join(f"{int(s / HOUR)}h" if s % DAY else f"{s.days}d" for s in spans)


def in_words(rule: Rule) -> str:
    """3 days before · 1 day after, then every 2 days · 3 days later · at once"""
    if rule.anchor == Anchor.SINCE:
        words = f"{span_in_words(rule.offset)} later" if rule.offset else "at once"
    elif rule.offset < timedelta():
        words = f"{span_in_words(-rule.offset)} before"
    else:
        words = f"{span_in_words(rule.offset)} after"
    return words + (f", then every {span_in_words(rule.every)}" if rule.every else "")


class RulesForm(forms.Form):
    """The moments of one kind of work, as words."""

    begun = forms.CharField(
        label="After it began", required=False, max_length=60,
        help_text="0h means at once. For example: 3d, 6d.",
    )  # fmt: skip
    before = forms.CharField(
        label="Before its date", required=False, max_length=60,
        help_text="For example: 7d, 3d, 12h.",
    )  # fmt: skip
    after = forms.CharField(label="After its date", required=False, max_length=60)
    every = forms.CharField(
        label="And then every", required=False, max_length=10,
        help_text="From the last moment after its date on, until it is done.",
    )  # fmt: skip
    audience = forms.ChoiceField(label="Who is written to")

    def __init__(self, duty: Duty, in_force: list[Rule], data: Any = None) -> None:
        super().__init__(data, initial=_initial(duty, in_force))
        self.duty = duty
        self.fields["audience"].choices = [(a.value, a.label) for a in duty.audiences]  # type: ignore[attr-defined]
        if duty.ends_with is None:
            del self.fields["before"], self.fields["after"]
            if any(rule.every for rule in duty.shipped):
                self.fields["every"].help_text = "As long as something is there."
            else:
                del self.fields["every"]

    def clean(self) -> dict[str, Any]:
        for name in ("begun", "before", "after", "every"):
            if name in self.cleaned_data:
                try:
                    self.cleaned_data[name] = read_spans(self.cleaned_data[name])
                except ValidationError as error:
                    self.add_error(name, error)
        every = self.cleaned_data.get("every") or []
        if len(every) > 1 or timedelta() in every:
            self.add_error("every", "One length of time, of an hour or more.")
        elif every and not self.cleaned_data.get("after" if "after" in self.fields else "begun"):
            self.add_error("every", "Say first when the first one comes.")
        return self.cleaned_data

    def rules(self) -> list[Rule]:
        given, key = self.cleaned_data, self.duty.key
        audience = next(a for a in self.duty.audiences if a == given["audience"])
        after, every = sorted(given.get("after", [])), given.get("every", [])
        begun = sorted(given["begun"])
        last = after[-1:] if "after" in self.fields else begun[-1:]
        again = dict.fromkeys(last, every[0] if every else None)
        if "after" in self.fields:
            made = [Rule(key, Anchor.SINCE, span, audience=audience) for span in begun]
        else:
            made = [Rule(key, Anchor.SINCE, s, again.get(s), audience) for s in begun]
        made += [Rule(key, Anchor.DUE, -s, audience=audience) for s in given.get("before", [])]
        return made + [Rule(key, Anchor.DUE, s, again.get(s), audience) for s in after]


def _initial(duty: Duty, in_force: list[Rule]) -> dict[str, str]:
    due = [rule for rule in in_force if rule.anchor == Anchor.DUE]
    return {
        "begun": _typed(r.offset for r in in_force if r.anchor == Anchor.SINCE),
        "before": _typed(-r.offset for r in due if r.offset < timedelta()),
        "after": _typed(r.offset for r in due if r.offset >= timedelta()),
        "every": _typed(r.every for r in in_force if r.every),
        "audience": str((in_force[0].audience if in_force else duty.audiences[0]).value),
    }


def changed_in(workshop: Workshop) -> set[str]:
    """The kinds of work whose moments are the edition's own."""
    return set(workshop.reminder_rules.values_list("duty", flat=True))


@transaction.atomic
def save(*, workshop: Workshop, by: User, duty: Duty, rules: list[Rule]) -> None:
    """From now on these moments count. None at all: nobody is reminded of this."""
    workshop.reminder_rules.filter(duty=duty.key).delete()
    for rule in rules or [*duty.shipped[:1]]:
        workshop.reminder_rules.create(
            duty=duty.key, anchor=rule.anchor, audience=rule.audience, is_active=bool(rules),
            offset_minutes=int(rule.offset.total_seconds() // 60),
            every_minutes=int(rule.every.total_seconds() // 60) if rule.every else None,
        )  # fmt: skip
    told = "; ".join(in_words(rule) for rule in rules) or "never"
    record("reminders changed", actor=by, edition=workshop, work=duty.label, moments=told)


@transaction.atomic
def reset(*, workshop: Workshop, by: User, duty: Duty) -> None:
    """As shipped, from here on."""
    gone, _ = ReminderRule.objects.filter(workshop=workshop, duty=duty.key).delete()
    if gone:
        record("reminders as shipped again", actor=by, edition=workshop, work=duty.label)


@transaction.atomic
def pause(*, workshop: Workshop, by: User, paused: bool) -> None:
    if workshop.reminders_paused != paused:
        Workshop.objects.filter(pk=workshop.pk).update(reminders_paused=paused)
        workshop.reminders_paused = paused
        verb = "reminders paused" if paused else "reminders go on"
        record(verb, actor=by, edition=workshop, about=workshop)
