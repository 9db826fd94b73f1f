from typing import Any

from allauth.account.utils import get_next_redirect_url
from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag(takes_context=True)
def where_next(context: dict[str, Any]) -> SafeString:
    """Where the person wanted to go, for the form that takes them there; only within this site."""
    wanted = get_next_redirect_url(context["request"])
    if not wanted:
        return SafeString()
    return format_html('<input type="hidden" name="next" value="{}">', wanted)


@register.simple_tag
def mail_in_files() -> bool:
    return bool(settings.MAIL_IN_FILES)
