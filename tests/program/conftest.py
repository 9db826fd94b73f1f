import pytest

from program import press
from program.builders.volume import Volume

_set: dict[bytes, dict[str, bytes]] = {}


@pytest.fixture(autouse=True)
def _equal_volumes_are_set_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting the engine takes seconds. That equal input gives equal bytes has its own test."""
    real = press.typeset

    def typeset(volume: Volume) -> dict[str, bytes]:
        data = volume.to_json()
        if data not in _set:
            _set[data] = real(volume)
        return _set[data]

    monkeypatch.setattr(press, "typeset", typeset)
