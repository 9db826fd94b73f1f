"""What pages of the layers below show of a person's editions."""

from typing import Any

from django import template
from django.conf import settings

from dtms_site.workshops import feeds
from dtms_site.workshops.models import CalendarFeed, Workshop

register = template.Library()


@register.inclusion_tag("workshops/_calendar_card.html", takes_context=True)
def calendar_card(context: dict[str, Any]) -> dict[str, Any]:
    """The secret address of one's own dates, and what stands there now."""
    request = context["request"]
    feed = CalendarFeed.objects.filter(user=request.user).first()
    address = f"{settings.SITE_ADDRESS}{feed.get_absolute_url()}" if feed else ""
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "address": address,
        "subscribe": "webcal:" + address.partition(":")[2],
        "entries": feeds.entries_of(request.user),
    }


@register.inclusion_tag("workshops/_editions_for_operators.html")
def editions_for_operators() -> dict[str, Any]:
    """All editions, each with the way to its papers."""
    return {"editions": Workshop.objects.order_by("-year", "slug")}
