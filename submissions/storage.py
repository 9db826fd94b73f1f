import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """Files that are on the disk, and not only on their way there, before a row names them."""

    def _save(self, name: str, content: Any) -> str:
        # Private to Django, but the documented hook of its own storages.
        kept: str = super()._save(name, content)  # type: ignore[misc]
        path = Path(self.path(kept))
        for place in (path, path.parent):
            descriptor = os.open(place, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        return kept
