"""The LibreOffice Calc extension dualfuel.oxt: the functions, their help, and the package itself, in one file.

Calc's own Python runs them; it needs numpy and nothing else. Building needs no LibreOffice: the type library
calc.rdb, which says how each function is called, is shipped.
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Final
from xml.sax.saxutils import quoteattr

from ...files.zipping import packed
from ...functions import FUNCTIONS
from ...version import __version__
from ..carried import DATA_FILES, PACKAGE, modules
from .xcu import xcu, zero_is_blank

NAME: Final = "dualfuel.oxt"
IDENTIFIER: Final = "xl_dualfuel.calc"
"""By this LibreOffice knows that a newer file replaces an older one."""
FOLDER: Final = f"package/{PACKAGE}"
"""The folder of the sources in the extension, away from the folder that LibreOffice itself adds to Python's path."""

_MEDIA = (
    # The component implements what the type library declares, which must be known first.
    ("calc.rdb", "application/vnd.sun.star.uno-typelibrary;type=RDB"),
    ("calc_component.py", "application/vnd.sun.star.uno-component;type=Python"),
    ("CalcAddIns.xcu", "application/vnd.sun.star.configuration-data"),
)
_DESCRIPTION = f"""<?xml version="1.0" encoding="UTF-8"?>
<description xmlns="http://openoffice.org/extensions/description/2006"
 xmlns:d="http://openoffice.org/extensions/description/2006"
 xmlns:lo="http://libreoffice.org/extensions/description/2011">
<identifier value={quoteattr(IDENTIFIER)}/>
<version value={quoteattr(__version__)}/>
<display-name><name lang="en">xl_dualfuel: dual-fuel heating functions</name></display-name>
<dependencies><lo:LibreOffice-minimal-version value="7.4" d:name="LibreOffice 7.4"/></dependencies>
</description>
"""


def oxt() -> bytes:
    """The extension as a file; the same version gives the same bytes."""
    return packed(parts())


def parts() -> dict[str, bytes]:
    """The files of the extension by their names in it."""
    package, here = resources.files(PACKAGE), resources.files(__package__)
    texts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _DESCRIPTION,
        "CalcAddIns.xcu": xcu(),
        "functions.json": json.dumps(_described(), indent=1) + "\n",
        "calc_component.py": here.joinpath("component.py").read_text(encoding="utf-8"),
    }
    carried = modules("") | modules("functions")
    texts |= {f"{FOLDER}/{name}": text for name, text in carried.items()}
    packed = {"calc.rdb": here.joinpath("calc.rdb").read_bytes()}
    packed |= {f"{FOLDER}/{name}": package.joinpath(name).read_bytes() for name in DATA_FILES}
    return {name: text.encode() for name, text in texts.items()} | packed


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{media}"/>\n' for name, media in _MEDIA
    )
    space = 'xmlns:manifest="http://openoffice.org/2001/manifest"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest {space}>\n{entries}</manifest:manifest>\n'


def _described() -> dict[str, dict[str, object]]:
    """What the component must know of each function before the package can be imported."""
    return {
        name: {
            "rows": function.shape != "scalar",
            "table": function.shape == "table",
            "in_words": function.in_words,
            "zero_is_blank": [number for number, argument in enumerate(function.arguments) if zero_is_blank(argument)],
        }
        for name, function in FUNCTIONS.items()
    }
