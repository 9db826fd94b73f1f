"""Measurements of stored versions, kept so that new rules need not open the PDFs again."""

import json
import zlib

from submissions.models import FormatMeasurement, PaperVersion
from submissions.pdfcheck.measurement import Measurement
from submissions.pdfcheck.report import CHECKER


def keep(version: PaperVersion, measured: Measurement) -> None:
    packed = zlib.compress(json.dumps(measured.to_dict()).encode())
    FormatMeasurement.objects.update_or_create(
        version=version, defaults={"checker": measured.checker, "packed": packed}
    )


def kept(version: PaperVersion) -> Measurement | None:
    """The measurement, or None if there is none that this release of the check made."""
    row = FormatMeasurement.objects.filter(version=version, checker=CHECKER).first()
    return Measurement.from_dict(json.loads(zlib.decompress(row.packed))) if row else None
