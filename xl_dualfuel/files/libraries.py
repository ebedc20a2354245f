"""Libraries that only some commands need: how to install them for the Python that runs."""

from __future__ import annotations

import importlib.util
import re
import sys
from importlib import metadata


def install_command(extra: str) -> str:
    """The command that installs the libraries of an extra of pyproject.toml, such as ``excel``, for this Python.

    It names the libraries themselves, for this program may have come as a file that is gone.
    """
    try:
        required = metadata.requires("xl_dualfuel") or []
    except metadata.PackageNotFoundError:  # run from its folder
        return f'{_pip()} ".[{extra}]" (in the folder of xl_dualfuel)'
    found = [re.match(rf'([^;]+?)\s*;\s*extra == [\'"]{extra}[\'"]$', line) for line in required]
    return " ".join([_pip(), *(f'"{one[1]}"' for one in found if one)])


def _pip() -> str:
    python = sys.executable
    if " " in python:  # PowerShell runs what is in quotation marks after & only
        python = f'& "{python}"' if sys.platform == "win32" else f'"{python}"'
    if importlib.util.find_spec("pip") is None:  # as in an environment that uv made
        return f"uv pip install --python {python.removeprefix('& ')}"
    return f"{python} -m pip install"
