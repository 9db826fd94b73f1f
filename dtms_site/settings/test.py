"""The embedded settings with a database, a broker and folders of the test run's own."""

import os
import tempfile

os.environ.setdefault("DTMS_HOME", tempfile.mkdtemp(prefix="dtms-test-"))

from dtms_site.settings.embedded import *  # noqa: F403
from dtms_site.settings.embedded import DATABASES

SECRET_KEY = "only-for-tests-" * 4
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
if "sqlite3" in DATABASES["default"]["ENGINE"]:
    # A file: threads and processes share it as they do in the embedded site.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}  # noqa: F405
    # What a test wrote need not outlive the machine.
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
