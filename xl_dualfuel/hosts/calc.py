"""The LibreOffice Calc extension dualfuel.oxt: the functions, their help, and the package itself, in one file.

Calc's own Python runs them; it needs numpy and nothing else. Building needs no LibreOffice: the type library
data/calc.rdb is shipped, and data/make_rdb.py makes it anew when a function changes.
"""

from __future__ import annotations

import ast
import io
import json
import zipfile
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Final
from xml.sax.saxutils import quoteattr

from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.version import __version__

from .calc_xcu import xcu, zero_is_blank

NAME: Final = "dualfuel.oxt"
IDENTIFIER: Final = "xl_dualfuel.calc"
"""By this LibreOffice knows that a newer file replaces an older one."""
DATA_FILES: Final = ("data/__init__.py", "data/stations.csv")
"""What the functions read when they run."""
PACKAGE: Final = "package/xl_dualfuel"
"""The folder of the sources in the extension, away from the folder that LibreOffice itself adds to Python's path."""

_ZIP_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
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
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w") as target:
        for name, content in sorted(parts().items()):
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.create_system = _UNIX  # on every platform, so that the bytes are the same
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, content)
    return done.getvalue()


def parts() -> dict[str, bytes]:
    """The files of the extension by their names in it."""
    package, data = resources.files("xl_dualfuel"), resources.files(__package__).joinpath("data")
    texts = {
        "META-INF/manifest.xml": _manifest(),
        "description.xml": _DESCRIPTION,
        "CalcAddIns.xcu": xcu(),
        "functions.json": json.dumps(_described(), indent=1) + "\n",
        "calc_component.py": data.joinpath("calc_component.py").read_text(encoding="utf-8"),
    }
    for name in [*(f"{module}.py" for module in modules()), *DATA_FILES]:
        texts[f"{PACKAGE}/{name}"] = package.joinpath(name).read_text(encoding="utf-8")
    return {name: text.encode() for name, text in texts.items()} | {"calc.rdb": data.joinpath("calc.rdb").read_bytes()}


def modules() -> list[str]:
    """The modules of the package that the functions need: theirs, and whatever these import from the package."""
    package, found, waiting = resources.files("xl_dualfuel"), set[str](), ["__init__", "functions"]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _imported(package.joinpath(f"{name}.py"))
    return sorted(found)


def _imported(source: Traversable) -> Iterator[str]:
    """Modules of the package that a module imports from beside it; those for type checking only do not count."""
    waiting: list[ast.AST] = [ast.parse(source.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.ImportFrom) and node.level == 1:
            yield from [node.module] if node.module else [alias.name for alias in node.names]
        for_types = isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        waiting += node.orelse if isinstance(node, ast.If) and for_types else ast.iter_child_nodes(node)


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
            "zero_is_blank": [number for number, one in enumerate(function.arguments) if zero_is_blank(one)],
        }
        for name, function in FUNCTIONS.items()
    }
