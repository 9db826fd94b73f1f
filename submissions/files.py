"""Papers as files: how they come in, where they lie, and how their bytes go out."""

import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePath
from typing import IO, Any
from urllib.parse import quote

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.db.models.fields.files import FieldFile
from django.http import (
    FileResponse,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)

MB = 1024 * 1024
CHUNK = 64 * 1024
PDF = "application/pdf"
HEADERS = {
    "Cache-Control": "private, no-store",
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
}
LINK_LIFE = 60
"""Seconds for which a bucket's link works."""


class UnusableFile(ValueError):
    """Why a file was not taken, as a sentence for the person who chose it."""


@dataclass(frozen=True)
class StoredFile:
    name: str
    sha256: str
    size: int
    original_name: str


class SizeLimit(FileUploadHandler):
    """Stops reading a file that is larger than any edition allows; the form's text still counts."""

    def handle_raw_input(self, *args: Any, **kwargs: Any) -> None:
        self.size = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.size += len(raw_data)
        if self.size > settings.MAX_UPLOAD_BYTES:
            self.request.upload_too_large = True  # type: ignore[union-attr]
            raise StopUpload(connection_reset=False)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None


def chosen_file(request: HttpRequest, field: str) -> UploadedFile | None:
    """The file of a form, if one was chosen. Raises UnusableFile when it was cut off."""
    if getattr(request, "upload_too_large", False):
        raise UnusableFile(
            f"This file has more than {settings.MAX_UPLOAD_BYTES // MB} MB. Make its figures "
            "smaller and drop it again. What you typed is kept."
        )
    upload = request.FILES.get(field)
    return upload if isinstance(upload, UploadedFile) else None


def store(upload: UploadedFile, *, largest_mb: int) -> StoredFile:
    """Write the file durably under a random name. Raises UnusableFile.

    The row that names it comes after: a file without a row is harmless, the reverse is a loss.
    """
    _check(upload, largest_mb)
    digest = sha256()
    for chunk in upload.chunks(CHUNK):
        digest.update(chunk)
    upload.seek(0)
    name = default_storage.save(_random_name(), File(upload))
    return StoredFile(name, digest.hexdigest(), upload.size or 0, _plain_name(upload.name))


def store_bytes(data: bytes, original_name: str) -> StoredFile:
    name = default_storage.save(_random_name(), ContentFile(data))
    return StoredFile(name, sha256(data).hexdigest(), len(data), original_name)


def _check(upload: UploadedFile, largest_mb: int) -> None:
    size = upload.size or 0
    if not size:
        raise UnusableFile("This file is empty. Export the PDF again and drop it here.")
    if size > largest_mb * MB:
        raise UnusableFile(
            f"This file has {size / MB:.0f} MB; at most {largest_mb} MB are taken. "
            "Make its figures smaller and drop it again."
        )
    # Readers accept a header within the first kilobyte.
    head = upload.read(1024)
    upload.seek(0)
    if b"%PDF-" not in head:
        raise UnusableFile("This is not a PDF. Export your paper as PDF and drop that file.")


def _random_name() -> str:
    token = secrets.token_hex(16)
    return f"papers/{token[:2]}/{token}.pdf"


def _plain_name(name: str | None) -> str:
    """What the person called the file: only ever shown, never a path."""
    return re.sub(r"[\x00-\x1f\x7f/\\]", "_", PurePath(name or "paper.pdf").name)[:200]


def read(file: FieldFile) -> bytes:
    with file.open("rb") as opened:
        return bytes(opened.read())


def send(
    request: HttpRequest, file: Any, *, name: str, attachment: bool = False
) -> HttpResponseBase:
    """A private PDF on its way to somebody whom a policy has let through.

    `FILES_SENT_BY` says who sends the bytes: the site, the proxy before it, or the bucket, whose
    link works for a minute. A bucket's link answers GET alone.
    """
    disposition = f'{"attachment" if attachment else "inline"}; filename="{name}"'
    response: HttpResponseBase
    if settings.FILES_SENT_BY == "bucket" and request.method == "GET":
        response = HttpResponseRedirect(_link(file, disposition))
    elif settings.FILES_SENT_BY == "proxy":
        response = HttpResponse(content_type=PDF)
        response["X-Accel-Redirect"] = settings.PROXY_LOCATION + quote(file.name)
    else:
        response = _bytes_of(request, file)
    response["Content-Disposition"] = disposition
    for header, value in HEADERS.items():
        response[header] = value
    return response


def _link(file: Any, disposition: str) -> str:
    """Signed, for this file under this name only."""
    told = {
        "ResponseContentType": PDF,
        "ResponseContentDisposition": disposition,
        "ResponseCacheControl": HEADERS["Cache-Control"],
    }
    return str(file.storage.url(file.name, parameters=told, expire=LINK_LIFE))


def _bytes_of(request: HttpRequest, file: Any) -> HttpResponseBase:
    """Knows single byte ranges (RFC 9110), which PDF viewers ask for."""
    size = file.size
    wanted = _range(request.headers.get("Range", ""), size)
    response: HttpResponseBase
    if wanted is None:
        response = FileResponse(file.open("rb"), content_type=PDF)
        response["Content-Length"] = str(size)
    elif wanted[0] > wanted[1]:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
    else:
        part = _part(file.open("rb"), *wanted)
        response = StreamingHttpResponse(part, status=206, content_type=PDF)
        response["Content-Range"] = f"bytes {wanted[0]}-{wanted[1]}/{size}"
        response["Content-Length"] = str(wanted[1] - wanted[0] + 1)
    response["Accept-Ranges"] = "bytes"
    return response


def _range(header: str, size: int) -> tuple[int, int] | None:
    match = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header.strip())
    if not match or match[1] == match[2] == "":
        return None
    if not match[1]:
        return max(0, size - int(match[2])), size - 1
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    return (first, last) if first < size else (1, 0)


def _part(file: IO[bytes], first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
