"""Whoever followed a link that was mailed to them alone has proved the address, and is let in."""

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from dtms_site.accounts.models import User


def let_in(request: HttpRequest, user: User, *, email: str, to: str) -> HttpResponseBase:
    """On to the page `to`, signed in; a second factor is asked for if the account has one."""
    if request.user.is_authenticated:
        return redirect(to)
    answer: HttpResponseBase = perform_login(
        request, Login(user=user, email=email, redirect_url=to)
    )
    return answer
