"""Who each address under /accounts/ and /admin/ is for, by its name.

Most of these views are allauth's and the admin's, so they cannot carry a mark themselves.
"""

from dtms_site.web.access import Access

ADDRESSES: dict[str, Access] = {
    # The way in, and its half-way stages, which send back whoever has not begun
    "account_request_login_code": Access.PUBLIC,
    "account_confirm_login_code": Access.PUBLIC,
    "account_login": Access.PUBLIC,
    "mfa_login_webauthn": Access.PUBLIC,
    "mfa_authenticate": Access.PUBLIC,
    "mfa_signup_webauthn": Access.PUBLIC,
    "account_signup": Access.PUBLIC,
    "account_signup_by_passkey": Access.PUBLIC,
    "account_email_verification_sent": Access.PUBLIC,
    "account_reset_password": Access.PUBLIC,
    "account_reset_password_done": Access.PUBLIC,
    "account_reset_password_from_key": Access.PUBLIC,
    "account_reset_password_from_key_done": Access.PUBLIC,
    "account_inactive": Access.PUBLIC,
    "account_logout": Access.PUBLIC,
    "operator-entrance": Access.PUBLIC,
    # One's own account
    "profile": Access.SIGNED_IN,
    "own-data": Access.SIGNED_IN,
    "own-calendar-change": Access.SIGNED_IN,
    "account_email": Access.SIGNED_IN,
    "account_change_password": Access.SIGNED_IN,
    "account_set_password": Access.SIGNED_IN,
    "account_reauthenticate": Access.SIGNED_IN,
    "account_reauthenticate_by_code": Access.SIGNED_IN,
    "mfa_index": Access.SIGNED_IN,
    "mfa_reauthenticate": Access.SIGNED_IN,
    "mfa_reauthenticate_webauthn": Access.SIGNED_IN,
    "mfa_activate_totp": Access.SIGNED_IN,
    "mfa_deactivate_totp": Access.SIGNED_IN,
    "mfa_view_recovery_codes": Access.SIGNED_IN,
    "mfa_generate_recovery_codes": Access.SIGNED_IN,
    "mfa_download_recovery_codes": Access.SIGNED_IN,
    "mfa_list_webauthn": Access.SIGNED_IN,
    "mfa_add_webauthn": Access.SIGNED_IN,
    "mfa_edit_webauthn": Access.SIGNED_IN,
    "mfa_remove_webauthn": Access.SIGNED_IN,
    "usersessions_list": Access.SIGNED_IN,
    "session-end": Access.SIGNED_IN,
    "session-end-others": Access.SIGNED_IN,
    # The operators'
    "mailbox": Access.OPERATOR,
    "admin:index": Access.OPERATOR,
    "admin:app_list": Access.OPERATOR,
    "admin:jsi18n": Access.OPERATOR,
    "admin:login": Access.OPERATOR,
    "admin:logout": Access.OPERATOR,
    "admin:password_change": Access.OPERATOR,
    "admin:password_change_done": Access.OPERATOR,
    "admin:accounts_user_changelist": Access.OPERATOR,
    "admin:accounts_user_add": Access.OPERATOR,
    "admin:accounts_user_change": Access.OPERATOR,
    "admin:accounts_user_delete": Access.OPERATOR,
    "admin:accounts_user_history": Access.OPERATOR,
}
