"""One machine, one command: SQLite, a Valkey on a unix socket, mail in files.

`./dtms serve` starts the parts. Everything that is written lies under DTMS_HOME.
A database, a broker or a mail server named in the environment is used instead.
"""

import hashlib
import secrets
import tempfile
from pathlib import Path

from environs import Env

from dtms_site.settings.base import *  # noqa: F403
from dtms_site.settings.base import HOME, STORAGES, broker_url, env

EMBEDDED = True
# Compressing takes ten seconds of a start and saves nothing on one's own machine.
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
DEBUG = False
HOME.mkdir(parents=True, exist_ok=True)


def _kept_secret() -> str:
    """A key of this installation, made once."""
    path = HOME / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", "") or _kept_secret()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"])
SITE_ADDRESS = env.str("SITE_ADDRESS", "http://localhost:8000").rstrip("/")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
ALLAUTH_TRUSTED_PROXY_COUNT = 0

SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
}
if env.str("DATABASE_URL", ""):
    DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=600)}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": HOME / "dtms.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": SQLITE_OPTIONS,
        }
    }


def _socket_path() -> Path:
    """A unix socket's path may have 107 bytes; a deep home gets one in the temporary folder."""
    path = HOME / "valkey.sock"
    if len(str(path)) <= 100:
        return path
    return Path(tempfile.gettempdir(), f"dtms-{hashlib.sha256(bytes(HOME)).hexdigest()[:16]}.sock")


VALKEY_SOCKET = _socket_path()
REDIS_URL = env.str("REDIS_URL", "")
CELERY_BROKER_URL = broker_url(REDIS_URL or f"unix://{VALKEY_SOCKET}")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL or f"unix://{VALKEY_SOCKET}?db=1",
        "KEY_PREFIX": "dtms",
    }
}

MAIL_DIRECTORY = HOME / "mail"
if env.str("EMAIL_URL", ""):
    vars().update(Env().dj_email_url("EMAIL_URL"))
    MAIL_IN_FILES = False
else:
    MAIL_IN_FILES = True
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = MAIL_DIRECTORY
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "DTMS <dtms@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W008", "security.W012", "security.W016"]
