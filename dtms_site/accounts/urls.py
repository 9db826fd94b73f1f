"""Our own pages, and those of allauth that we changed: they come before allauth's and win."""

from django.urls import path

from dtms_site.accounts import entrance, views

urlpatterns = [
    path("profile/", views.profile, name="profile"),
    path("data/", views.data, name="own-data"),
    path("data/close/", views.close, name="account-close"),
    path("login/code/", entrance.enter, name="account_request_login_code"),
    path("login/code/confirm/", entrance.type_code, name="account_confirm_login_code"),
    path("login/", entrance.enter_with_password, name="account_login"),
    path("2fa/webauthn/login/", entrance.enter_with_passkey, name="mfa_login_webauthn"),
    path("confirm-email/", entrance.confirm_address, name="account_email_verification_sent"),
    path("password/set/", entrance.set_password, name="account_set_password"),
    path(
        "reauthenticate/code/",
        entrance.reauthenticate_by_code,
        name="account_reauthenticate_by_code",
    ),
    path("sessions/", views.sessions, name="usersessions_list"),
    path("sessions/end/", views.end_other_sessions, name="session-end-others"),
    path("sessions/<int:pk>/end/", views.end_session, name="session-end"),
    path("operator/<str:token>/", views.operator_entrance, name="operator-entrance"),
]
