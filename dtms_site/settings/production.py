"""Production: everything comes from the environment, and a wrong value stops the start.

The variables are described in docs/operations.md.
"""

import sys
from typing import Any
from urllib.parse import urlsplit

from environs import Env, EnvError

from dtms_site.settings.base import *  # noqa: F403
from dtms_site.settings.base import STORAGES, broker_url, env

EMBEDDED = False
DEBUG = False
MAIL_IN_FILES = False


def _stop(sentence: str) -> None:
    sys.exit(f"DTMS cannot start: {sentence}")


def _needed(name: str, what: str) -> str:
    value = env.str(name, "").strip()
    if not value:
        _stop(f"{name} is not set. It is {what}.")
    return value


def _parsed(name: str, read: Any, example: str) -> Any:
    try:
        return read(name)
    except (EnvError, ValueError) as error:
        _stop(f"{name} cannot be read ({error}). An example: {example}")


SECRET_KEY = _needed("SECRET_KEY", "a random text of 50 or more characters that you keep")
if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 10:
    _stop("SECRET_KEY is too short or too plain. Take 50 or more random characters.")

SITE_ADDRESS = _needed("SITE_ADDRESS", "the site's address, such as https://dtms.example").rstrip(
    "/"
)
_address = urlsplit(SITE_ADDRESS)
if _address.scheme != "https" or not _address.hostname or _address.path:
    _stop("SITE_ADDRESS must look like https://dtms.example, without a path.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [_address.hostname])
if "*" in ALLOWED_HOSTS:
    _stop("ALLOWED_HOSTS may not hold *. Name the hosts.")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]

_needed("DATABASE_URL", "the PostgreSQL database, such as postgres://dtms:secret@db/dtms")
DATABASES = {
    "default": {
        **_parsed("DATABASE_URL", env.dj_db_url, "postgres://dtms:secret@db/dtms"),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 600,
    }
}
if "postgresql" not in DATABASES["default"]["ENGINE"]:
    _stop("DATABASE_URL must name a PostgreSQL database in production.")

REDIS_URL = _needed("REDIS_URL", "the Redis or Valkey server, such as redis://redis/0")
if urlsplit(REDIS_URL).scheme not in {"redis", "rediss", "unix"}:
    _stop("REDIS_URL must begin with redis://, rediss:// or unix://.")
CELERY_BROKER_URL = broker_url(REDIS_URL)
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "dtms",
    }
}

_needed("EMAIL_URL", "the SMTP server, such as smtp+tls://user:secret@mail.example:587")
vars().update(_parsed("EMAIL_URL", Env().dj_email_url, "smtp+tls://user:secret@mail.example:587"))
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = _needed("DEFAULT_FROM_EMAIL", "the sender, such as DTMS <dtms@example.org>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Files: a bucket if one is named, else the folder DTMS_HOME/media, shared by web and workers.
if env.str("S3_BUCKET", ""):
    STORAGES = {
        **STORAGES,
        "default": {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": env.str("S3_BUCKET"),
                "endpoint_url": env.str("S3_ENDPOINT", "") or None,
                "region_name": env.str("S3_REGION", "") or None,
                "default_acl": "private",
                "file_overwrite": False,
                "signature_version": "s3v4",
            },
        },
    }
_senders = ("bucket", "site") if env.str("S3_BUCKET", "") else ("site", "proxy")
FILES_SENT_BY = env.str("FILES_SENT_BY", _senders[0])
if FILES_SENT_BY not in _senders:
    _stop(f"FILES_SENT_BY must be {' or '.join(_senders)} where the files lie.")
if FILES_SENT_BY == "proxy":
    # The proxy is another user, of the same group.
    FILE_UPLOAD_PERMISSIONS = 0o640
    FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o750

# Behind a proxy that ends TLS. It must set these headers and drop the client's own.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 1)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SECOND_FACTOR_REQUIRED = env.bool("SECOND_FACTOR_REQUIRED", True)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
REQUEST_START_HEADER = env.str("REQUEST_START_HEADER", "")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_INCLUDE_SUBDOMAINS", True)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", True)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
