"""Words and pictures that templates share: icons, states, dates, scores."""

from collections.abc import Iterable
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from dtms_site import clock
from dtms_site.web import text

register = template.Library()

SPRITE = SimpleLazyObject(lambda: static("vendor/tabler-icons-3.51.0/sprite.svg"))

# One colour, one icon and one word for each state. Nothing else says it differently.
STATES: dict[str, dict[str, tuple[str, str, str]]] = {
    "paper": {
        "draft": ("", "pencil", "Draft"),
        "submitted": ("info", "send", "Submitted"),
        "under_review": ("info", "eye", "Under review"),
        "accepted": ("ok", "circle-check", "Accepted"),
        "conditional": ("warn", "git-branch", "Conditional"),
        "rejected": ("bad", "circle-x", "Rejected"),
        "desk_rejected": ("bad", "circle-x", "Desk reject"),
        "withdrawn": ("", "arrow-back", "Withdrawn"),
        "camera_ready": ("ok", "circle-check", "Camera-ready"),
        "published": ("ok", "book-2", "Published"),
    },
    "decision": {
        "": ("", "circle-dashed", "Undecided"),
        "accept": ("ok", "circle-check", "Accept"),
        "conditional": ("warn", "git-branch", "Conditional"),
        "reject": ("bad", "circle-x", "Reject"),
        "desk_reject": ("bad", "circle-x", "Desk reject"),
    },
    "format": {
        "": ("", "hourglass", "Checking"),
        "accept": ("ok", "check", "Pass"),
        "review": ("warn", "alert-triangle", "Check"),
        "reject": ("bad", "x", "Fail"),
        "missing": ("bad", "x", "Missing"),
        "waived": ("", "shield-check", "Waived"),
    },
    "rule": {
        "pass": ("ok", "check", "pass"),
        "warn": ("warn", "alert-triangle", "to check"),
        "unknown": ("warn", "help-circle", "not measured"),
        "fail": ("bad", "circle-x", "to fix"),
        "na": ("", "minus", "does not apply"),
    },
    "review": {
        "": ("", "circle-dashed", "Not started"),
        "draft": ("", "pencil", "Draft"),
        "submitted": ("ok", "check", "Done"),
        "locked": ("ok", "check", "Done"),
        "late": ("bad", "clock-x", "Late"),
    },
    "mail": {
        "held": ("warn", "hand-stop", "Held"),
        "queued": ("info", "clock", "Queued"),
        "sending": ("info", "send", "Sending"),
        "sent": ("ok", "check", "Sent"),
        "shown": ("", "eye", "On screen"),
        "failed": ("bad", "mail-x", "Failed"),
        "bounced": ("bad", "mail-x", "Bounced"),
        "cancelled": ("", "ban", "Stopped"),
    },
    "invitation": {
        "pending": ("info", "clock", "Invited"),
        "accepted": ("ok", "check", "Accepted"),
        "declined": ("bad", "x", "Declined"),
        "withdrawn": ("", "arrow-back", "Withdrawn"),
    },
    "external": {
        "asked": ("warn", "clock", "Asked"),
        "refused": ("bad", "x", "Refused"),
        "invited": ("info", "clock", "Invited"),
        "accepted": ("ok", "check", "Accepted"),
        "declined": ("bad", "x", "Declined"),
        "withdrawn": ("", "arrow-back", "Withdrawn"),
    },
    "relation": {"conflict": ("recuse", "door-exit", "Conflict")},
}


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """An outline of the shipped set, decorative: words beside it say the same."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {extra}" if extra else "", SPRITE, name,
    )  # fmt: skip


@register.simple_tag
def state(thing: str, value: str, outlined: bool = False) -> SafeString:
    """A badge. Outlined means that authors cannot see it yet."""
    return _badge(thing, str(value), outlined)


@cache
def _badge(thing: str, value: str, outlined: bool) -> SafeString:
    """Drawn once: a list shows the same few badges a thousand times."""
    colour, symbol, word = STATES[thing][value]
    context = {"colour": colour, "symbol": symbol, "word": word, "outlined": outlined}
    return render_to_string("web/_state.html", context)


@register.simple_tag
def verdict_icon(verdict: str) -> SafeString:
    colour, symbol, word = STATES["rule"][verdict]
    return format_html(
        '<span class="{}">{}<span class="visually-hidden">{}</span></span>',
        colour or "sub", icon(symbol), word,
    )  # fmt: skip


@register.filter
def markdown(source: str) -> SafeString:
    return mark_safe(text.to_html(source))  # noqa: S308  # to_html sanitises


@register.filter
def initials(person: Any) -> str:
    names = (getattr(person, "given_name", ""), getattr(person, "family_name", ""))
    return "".join(name[:1] for name in names).upper() or str(person)[:1].upper()


@register.filter
def aoe(instant: datetime) -> str:
    local = instant.astimezone(clock.AOE)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M} AoE"


@register.filter
def utc(instant: datetime) -> str:
    return f"{instant:%a} {instant.day} {instant:%b, %H:%M} UTC"


@register.filter
def aoe_day(instant: datetime) -> str:
    local = instant.astimezone(clock.AOE)
    return f"{local.day} {local:%b}"


@register.inclusion_tag("web/_when.html")
def when(deadline: Any, now: datetime) -> dict[str, Any]:
    """A deadline: AoE first, then UTC, then the reader's own time, then what is left."""
    bound = deadline.at
    return {
        "deadline": deadline,
        "shown": deadline.shown,
        "venue": _at_the_venue(deadline) if deadline.is_event else "",
        "left": clock.time_left(bound, now),
        "past": bound <= now,
        "changes": list(deadline.changes.all()),
    }


def _at_the_venue(deadline: Any) -> str:
    local = deadline.at.astimezone(deadline.workshop.zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


@register.simple_tag
def moment(deadline: Any) -> str:
    """A date in few words: a bound in AoE, an event at the venue's time."""
    if deadline.is_event:
        return f"{_at_the_venue(deadline)} at the venue"
    return aoe(deadline.shown)


@register.simple_tag
def left(deadline: Any) -> str:
    """Time left until a deadline: "2 d 4 h"."""
    return clock.time_left(deadline.at, deadline.workshop.now()) if deadline else ""


@register.filter
def last_minute(instant: datetime) -> datetime:
    return clock.last_minute(instant)


@register.simple_tag
def scores(values: Iterable[int], missing: int = 0) -> SafeString:
    """Score chips, lowest first, and a dashed one for each review that is still to come."""
    return _scores(tuple(values), missing)


@lru_cache(maxsize=4096)
def _scores(values: tuple[int, ...], missing: int) -> SafeString:
    words = ", ".join(map(str, values))
    context = {"values": values, "missing": range(missing), "words": words}
    return render_to_string("web/_scores.html", context)


@register.simple_tag
def spread_plot(values: Iterable[int], most: int = 5) -> SafeString:
    """A line from 1 to `most` with a dot for each score; 66 x 14 px."""
    return _spread(tuple(values), most)


@lru_cache(maxsize=4096)
def _spread(values: tuple[int, ...], most: int) -> SafeString:
    places = sorted({round(5 + (value - 1) * 56 / (most - 1)) for value in values})
    return render_to_string("web/_spread.html", {"places": places})


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key, "") if mapping else ""


register.filter("file_size", text.file_size)
