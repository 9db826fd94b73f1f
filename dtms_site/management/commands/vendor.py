"""Fetches the front-end files that are committed under static/vendor/. Needs npm."""

import json
import re
import subprocess
import tarfile
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

PDF_FONTS = [f"standard_fonts/{n}.pfb" for n in (
    "FoxitDingbats", "FoxitFixed", "FoxitFixedBold", "FoxitFixedBoldItalic", "FoxitFixedItalic",
    "FoxitSerif", "FoxitSerifBold", "FoxitSerifBoldItalic", "FoxitSerifItalic", "FoxitSymbol",
)] + [f"standard_fonts/LiberationSans-{n}.ttf" for n in
      ("Bold", "BoldItalic", "Italic", "Regular")]  # fmt: skip

# package -> (version, files to keep)
PACKAGES: dict[str, tuple[str, list[str]]] = {
    "@tabler/core": ("1.6.1", ["dist/css/tabler.min.css"]),
    "htmx.org": ("4.0.1", ["dist/htmx.min.js", "LICENSE"]),
    "pdfjs-dist": (
        "6.5.438",
        ["build/pdf.min.mjs", "build/pdf.worker.min.mjs", "LICENSE",
         "wasm/jbig2_nowasm_fallback.js", "wasm/openjpeg_nowasm_fallback.js",
         "wasm/LICENSE_PDFJS_JBIG2", "wasm/LICENSE_PDFJS_OPENJPEG",
         "standard_fonts/LICENSE_FOXIT", "standard_fonts/LICENSE_LIBERATION", *PDF_FONTS],
    ),
    "@fontsource-variable/inter": (
        "5.3.0",
        ["files/inter-latin-wght-normal.woff2", "files/inter-latin-ext-wght-normal.woff2",
         "LICENSE"],
    ),
    "@fontsource-variable/source-serif-4": (
        "5.3.1",
        [*(f"files/source-serif-4-{part}-wght-{style}.woff2" for part in ("latin", "latin-ext")
           for style in ("normal", "italic")), "LICENSE"],
    ),
}  # fmt: skip
ICON_VERSION = "3.51.0"
ICONS = """
adjustments alert-triangle arrow-back arrow-down arrow-left arrow-right arrow-up arrows-shuffle
award ban bell book-2 calendar-due calendar-event calendar-plus calendar-time camera chart-bar
check checks chevron-down chevron-left chevron-right circle-check circle-dashed circle-x
clipboard-check clock clock-x cloud-check coffee columns-3 copy dots
door-exit download edit external-link eye file-check file-code file-plus file-text file-type-pdf
file-upload files fingerprint flask gavel git-branch grip-vertical hand-stop help-circle history
hourglass info-circle key layout-dashboard link list-check list-numbers lock logout login mail
mail-off mail-x map-2 map-search menu-2 message message-2 messages minus moon notebook paperclip
pencil player-play plus presentation printer quote refresh replace rocket route search send
shield-check shield-question sparkles sun table tools-kitchen-2 trash trophy upload user user-check
user-plus users users-group wifi-off world writing x zip zoom-in zoom-out
""".split()


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        self.root = Path(settings.ROOT, "static", "vendor")
        self.sums: dict[str, str] = {}
        for package, (version, files) in PACKAGES.items():
            self.keep(package, version, files)
        self.keep_icons()
        sums = "".join(f"{value}  {path}\n" for path, value in sorted(self.sums.items()))
        (self.root / "SHA256SUMS").write_text(sums)

    def keep(self, package: str, version: str, files: list[str]) -> None:
        folder = package.removeprefix("@").replace("/", "-") + f"-{version}"
        with self.fetched(f"{package}@{version}") as archive:
            for name in files:
                data = archive.extractfile(f"package/{name}").read()  # type: ignore[union-attr]
                # A source map is not kept, so nobody should ask for it.
                data = re.sub(rb"\n?/[/*]# sourceMappingURL=.*", b"", data)
                self.write(f"{folder}/{Path(name).name}", data)
        if package == "@tabler/core":
            self.write(f"{folder}/LICENSE", b"MIT License. Copyright (c) The Tabler Authors.\n"
                       b"https://github.com/tabler/tabler/blob/main/LICENSE\n")  # fmt: skip

    def keep_icons(self) -> None:
        """One sprite of the outlines that templates use."""
        with self.fetched(f"@tabler/icons@{ICON_VERSION}") as archive:
            nodes = json.load(archive.extractfile("package/tabler-nodes-outline.json"))  # type: ignore[arg-type]
            licence = archive.extractfile("package/LICENSE").read()  # type: ignore[union-attr]
        unknown = [name for name in ICONS if name not in nodes]
        if unknown:
            self.stderr.write(f"no such icons: {', '.join(unknown)}")
        symbols = "".join(symbol(name, nodes[name]) for name in ICONS if name in nodes)
        sprite = f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}</svg>\n'
        self.write(f"tabler-icons-{ICON_VERSION}/sprite.svg", sprite.encode())
        self.write(f"tabler-icons-{ICON_VERSION}/LICENSE", licence)

    def fetched(self, spec: str) -> tarfile.TarFile:
        folder = tempfile.mkdtemp()
        name = subprocess.run(  # noqa: S603
            ["npm", "pack", "--silent", spec],  # noqa: S607
            cwd=folder, check=True, capture_output=True, text=True,
        ).stdout.strip()  # fmt: skip
        return tarfile.open(Path(folder, name))

    def write(self, name: str, data: bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        self.sums[name] = sha256(data).hexdigest()
        self.stdout.write(f"{len(data):>9,} {name}")


def symbol(name: str, nodes: list[Any]) -> str:
    parts = "".join(
        f"<{tag} " + " ".join(f'{key}="{value}"' for key, value in attributes.items()) + "/>"
        for tag, attributes in nodes
    )
    return f'<symbol id="{name}" viewBox="0 0 24 24">{parts}</symbol>\n'
