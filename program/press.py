"""Has a volume's own pages set."""

from dtms_site import typesetting
from dtms_site.typesetting import NotSet
from program.builders import archive
from program.builders.volume import Volume

__all__ = ["NotSet", "typeset"]


def typeset(volume: Volume) -> dict[str, bytes]:
    """front.pdf, back.pdf, feet.pdf and anchors.json of a volume. Raises NotSet."""
    return archive.unpack(typesetting.run("program.builders.typeset:typeset", volume.to_json()))
