"""Zip packages whose bytes depend on nothing but their parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Final

TIME: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file can hold


def packed(parts: Mapping[str, bytes]) -> bytes:
    """The parts by their names as one package, sorted; ``[Content_Types].xml`` sorts first, where readers look."""
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(parts):
            info = zipfile.ZipInfo(name, TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 0  # else it tells the platform it was made on
            target.writestr(info, parts[name])
    return done.getvalue()


def unpacked(package: bytes) -> dict[str, bytes]:
    """The parts of a package by their names."""
    with zipfile.ZipFile(io.BytesIO(package)) as source:
        return {name: source.read(name) for name in source.namelist()}
