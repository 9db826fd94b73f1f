"""Operators look after accounts. No paper, review or mail is registered here."""

from functools import wraps
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, reverse

from dtms_site.accounts import second_factor, services
from dtms_site.accounts.models import User
from dtms_site.audit.services import record
from dtms_site.mail.delivery import NOWHERE


class OperatorSite(admin.AdminSite):
    site_header = "DTMS accounts"
    site_title = "DTMS accounts"
    index_title = "Accounts"
    final_catch_all_view = False
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """For anybody but operators these pages do not exist."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not self.has_permission(request):
                raise Http404
            if second_factor.is_missing(request.user):
                return second_factor.ask_for_it(request)
            answer: HttpResponseBase = inner(request, *args, **kwargs)
            return answer

        return door

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(reverse("admin:index"))
        if not self.has_permission(request):
            raise Http404
        return redirect("admin:index")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_change_password")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("mfa_index")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().each_context(request), "mail_in_files": settings.MAIL_IN_FILES}

    def get_urls(self) -> list[Any]:
        """Without the two that would lead to, or tell of, things that are no accounts."""
        unwanted = {"view_on_site", "autocomplete"}
        return [entry for entry in super().get_urls() if getattr(entry, "name", "") not in unwanted]


site = OperatorSite(name="admin")


@admin.register(User, site=site)
class UserAdmin(admin.ModelAdmin[User]):
    list_display = ["email", "given_name", "family_name", "affiliation", "is_active", "last_login"]
    list_filter = ["is_active", "is_staff"]
    search_fields = ["email", "given_name", "family_name"]
    view_on_site = False
    actions = ["remove_second_factors"]
    fields = [
        "email", "other_addresses", "given_name", "family_name", "affiliation", "country", "orcid",
        "time_zone", "is_active", "is_staff", "second_factors", "last_login", "date_joined",
    ]  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Those of real people: the invented ones of a rehearsal are not to be opened here."""
        return super().get_queryset(request).exclude(email__endswith=NOWHERE)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Accounts", **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        return [entry for entry in super().get_urls() if entry.name]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return site.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return site.has_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return site.has_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Nobody is let into another's account by a new address, or shuts themselves out."""
        fixed = ["email", "other_addresses", "second_factors", "last_login", "date_joined"]
        return [*fixed, "is_active", "is_staff"] if obj == request.user else fixed

    @admin.display(description="Other addresses")
    def other_addresses(self, user: User) -> str:
        others = EmailAddress.objects.filter(user=user).exclude(email=user.email)
        return ", ".join(others.values_list("email", flat=True)) or "none"

    @admin.display(description="Second factors")
    def second_factors(self, user: User) -> str:
        return ", ".join(str(a) for a in Authenticator.objects.filter(user=user)) or "none"

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            changed = {name: form.cleaned_data[name] for name in form.changed_data}
            record("account changed", actor=request.user, about=obj, **changed)

    @admin.action(description="Remove the second factors of people who lost theirs")
    def remove_second_factors(self, request: Any, people: QuerySet[User]) -> None:
        for user in people:
            services.remove_second_factors(user, by=request.user)
        self.message_user(request, "Their second factors are removed, and they are told by mail.")
