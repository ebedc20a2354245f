"""The parts of a package that openpyxl wrote, without the times at which it did: the same content, the same bytes."""

from __future__ import annotations

import re
import shutil
import zipfile
from typing import IO, Final

from .package import _FONT, ZIP_TIME, _ordered_font

_MADE: Final = "1980-01-01T00:00:00Z"
_TIMES = re.compile(r"(<dcterms:(created|modified)[^>]*>)[^<]*")


def copy_fixed(source: zipfile.ZipFile, file: IO[bytes]) -> None:
    """Write the parts anew, in their order, with fixed times."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            with source.open(name) as part, target.open(info, "w", force_zip64=True) as copy:
                if name == "docProps/core.xml":
                    copy.write(_TIMES.sub(rf"\g<1>{_MADE}", part.read().decode()).encode())
                elif name == "xl/styles.xml":
                    copy.write(_FONT.sub(_ordered_font, part.read().decode()).encode())
                else:
                    shutil.copyfileobj(part, copy)
