"""Libraries that only some commands need: how to install them for the Python that runs."""

from __future__ import annotations

import importlib.util
import re
import sys
from importlib import metadata
from pathlib import Path


def install_command(extra: str, again: bool = False) -> str:
    """The command that installs the libraries of an extra of pyproject.toml, such as ``excel``, for this Python.

    It names the libraries themselves, for this program may have come as a file that is gone. again: also where they
    are installed already.
    """
    try:
        required = metadata.requires("xl_dualfuel") or []
    except metadata.PackageNotFoundError:  # run from its folder
        return f'{_installer(again)} ".[{extra}]" (in the folder of xl_dualfuel)'
    found = [re.match(rf"([^;]+?)\s*;\s*extra == ['\"]{extra}['\"]$", line) for line in required]
    return " ".join([_installer(again), *(f'"{one[1]}"' for one in found if one)])


def _installer(again: bool) -> str:
    """The pip of this Python; in an environment that pipx or uv made, which may have none, that program."""
    python = f'"{sys.executable}"' if " " in sys.executable else sys.executable
    if (Path(sys.prefix) / "pipx_metadata.json").is_file():
        return f"pipx inject {Path(sys.prefix).name}" + (" --force" if again else "")
    if importlib.util.find_spec("pip") is None:
        return f"uv pip install --python {python}" + (" --reinstall" if again else "")
    # PowerShell runs what is in quotation marks only after &.
    call = "& " if sys.platform == "win32" and python.startswith('"') else ""
    return f"{call}{python} -m pip install" + (" --force-reinstall" if again else "")
