"""Where should the furnace take over from the heat pump? A temperature-bin method that shows its work.

import xl_dualfuel as df
result = df.solve(df.Case(load_slope=600, cop_47=3.4))
result.recommended.switchover, result.scenarios
"""

import os as _os
from importlib import import_module as _import_module
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from .version import __version__

if _TYPE_CHECKING:
    from .errors import DualFuelError, InputError, Issue, OutputError
    from .inputs.case import Case
    from .inputs.case_files import read_case
    from .inputs.fields import FIELDS
    from .results.engine import solve
    from .results.result import Result
    from .tariffs.frames import solve_many

_FOLDER = __path__[0]
# Without pathlib, which would be a twentieth of the wait for the worksheet functions.
if not _os.path.isdir(f"{_FOLDER}/workbook"):  # noqa: PTH112  # a checkout: workbook/ stands beside this folder, not in it
    __path__.append(_os.path.dirname(_FOLDER))  # noqa: PTH120

__all__ = [
    "FIELDS",
    "Case",
    "DualFuelError",
    "InputError",
    "Issue",
    "OutputError",
    "Result",
    "__version__",
    "read_case",
    "solve",
    "solve_many",
]
_PLACES = {
    "DualFuelError": ".errors",
    "InputError": ".errors",
    "Issue": ".errors",
    "OutputError": ".errors",
    "FIELDS": ".inputs.fields",
    "Case": ".inputs.case",
    "read_case": ".inputs.case_files",
    "Result": ".results.result",
    "solve": ".results.engine",
    "solve_many": ".tariffs.frames",
}
"""Where each name is from. It is imported when it is first asked for: help and refusals do without numpy."""


def __getattr__(name: str) -> _Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(_import_module(_PLACES[name], __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
