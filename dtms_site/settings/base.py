"""What both ways of running share."""

from pathlib import Path

import django_stubs_ext
from environs import Env

# Lets forms and model admins be written with the model they are for.
django_stubs_ext.monkeypatch()

env = Env()


def broker_url(redis_url: str) -> str:
    """Celery has a word of its own for a Redis behind a unix socket."""
    return redis_url.replace("unix://", "redis+socket://", 1)


ROOT = Path(__file__).resolve().parent.parent.parent
HOME = env.path("DTMS_HOME", ROOT / "var").resolve()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.humanize",
    "django.forms",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "dtms_site",
    "dtms_site.web",
    "dtms_site.audit",
    "dtms_site.mail",
    "dtms_site.accounts",
    "dtms_site.workshops",
    "submissions",
    "reviews",
    "program",
    "dtms_site.rehearsal",
]

MIDDLEWARE = [
    "dtms_site.web.middleware.arrival",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "dtms_site.web.middleware.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "dtms_site.web.middleware.never_cache_for_people",
    "dtms_site.web.middleware.plain_text_only",
]

ROOT_URLCONF = "dtms_site.urls"
WSGI_APPLICATION = "dtms_site.wsgi.application"
ASGI_APPLICATION = "dtms_site.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "dtms_site.workshops.navigation.navigation",
            ],
            "builtins": ["dtms_site.web.templatetags.dtms"],
        },
    },
]
FORM_RENDERER = "dtms_site.web.forms.FormRenderer"

# People and sign-in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "dtms_site.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "dtms_site.accounts.forms.AddAddressForm",
    "change_password": "dtms_site.accounts.forms.ChangePasswordForm",
    "confirm_email_verification_code": "dtms_site.accounts.forms.AddressCodeForm",
    "confirm_login_code": "dtms_site.accounts.forms.CodeForm",
    "login": "dtms_site.accounts.forms.PasswordForm",
    "reauthenticate": "dtms_site.accounts.forms.ReauthenticateForm",
    "request_login_code": "dtms_site.accounts.forms.EnterForm",
    "reset_password": "dtms_site.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "dtms_site.accounts.forms.NewPasswordForm",
    "set_password": "dtms_site.accounts.forms.SetPasswordForm",
    "signup": "dtms_site.accounts.forms.SignUpForm",
}
MFA_ADAPTER = "dtms_site.accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "dtms_site.accounts.forms.ActivateAppForm",
    "add_webauthn": "dtms_site.accounts.forms.AddPasskeyForm",
    "authenticate": "dtms_site.accounts.forms.SecondFactorForm",
    "authenticate_webauthn": "dtms_site.accounts.forms.PasskeyForm",
    "edit_webauthn": "dtms_site.accounts.forms.RenamePasskeyForm",
    "login_webauthn": "dtms_site.accounts.forms.EnterByPasskeyForm",
    "reauthenticate": "dtms_site.accounts.forms.ReauthenticateByAppForm",
    "reauthenticate_webauthn": "dtms_site.accounts.forms.ReauthenticateByPasskeyForm",
    "signup_webauthn": "dtms_site.accounts.forms.SignUpPasskeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_CONFIRMATION_AUTHENTICATED_REDIRECT_URL = "/accounts/email/"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[DTMS] "
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
# The session in which it was changed goes on; all others end with the old password.
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_MAX_EMAIL_ADDRESSES = 10
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = True
MFA_TOTP_ISSUER = "DTMS"
USERSESSIONS_TRACK_ACTIVITY = False
# Whether chairs and operators must have a passkey or an authenticator app.
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", False)
PASSWORD_RESET_TIMEOUT = 60 * 60
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# No script reads the token: forms carry it.
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "dtms_site.web.errors.csrf_failure"

# Words and time
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

# Files
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [ROOT / "static"]
MAX_UPLOAD_BYTES = 50 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "submissions.files.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o600
# Who sends the bytes of a PDF that may be read: the site, the proxy before it (X-Accel-Redirect to
# a place that it serves to nobody else), or the bucket (by a signed link).
FILES_SENT_BY = "site"
PROXY_LOCATION = "/private-files/"
STORAGES = {
    "default": {
        "BACKEND": "submissions.storage.DurableStorage",
        "OPTIONS": {"location": HOME / "media"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Work in the background. Every task re-reads its rows and may run twice.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 280
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    # Who rings while the broker is away goes on at once: the row is there, the sweep finds it.
    "max_retries": 0,
    "interval_start": 0,
    "visibility_timeout": 600,
    "unacked_restore_throttle": 1,
    "socket_connect_timeout": 2,
}
CELERY_TASK_PUBLISH_RETRY = False
# Files of people without an account are checked by a worker that does nothing else.
CELERY_TASK_ROUTES = {"submissions.tasks.check_public": {"queue": "public"}}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {
    "deliver-mail": {"task": "dtms_site.mail.tasks.sweep", "schedule": 60},
    "send-reminders": {"task": "dtms_site.mail.tasks.remind", "schedule": 60},
    "read-bounces": {"task": "dtms_site.mail.tasks.read_bounces", "schedule": 60},
    "forget-accounts": {"task": "dtms_site.accounts.tasks.forget", "schedule": 60 * 60},
    "accept-silence": {"task": "reviews.tasks.accept_silence", "schedule": 60 * 60},
    "seal-editions": {"task": "dtms_site.workshops.tasks.seal", "schedule": 60 * 60},
    "check-papers": {"task": "submissions.tasks.sweep", "schedule": 60},
    "forget-public-checks": {
        "task": "submissions.tasks.forget_public_checks",
        "schedule": 60,
    },
    "move-rehearsals": {"task": "dtms_site.rehearsal.tasks.sweep", "schedule": 60},
    "build-proceedings": {"task": "program.tasks.sweep", "schedule": 60},
}

# Mail: how many a minute each domain gets, the mailbox to which undeliverable ones return (each
# from an address of its own, mailbox+id@host), and the maildir in which they land, if there is one.
MAIL_PER_MINUTE = env.int("MAIL_PER_MINUTE", 60)
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", "")
BOUNCE_MAILDIR = env.str("BOUNCE_MAILDIR", "")

# Browser security. Nothing is inline, nothing comes from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "worker-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"secrets": {"()": "dtms_site.web.logs.WithoutSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["secrets"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"dtms_site.accounts.watch": {"level": "INFO"}},
}
