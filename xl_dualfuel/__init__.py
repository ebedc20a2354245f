"""Where should the furnace take over from the heat pump? A temperature-bin method that shows its work.

import xl_dualfuel as df
result = df.solve(df.Case(load_slope=600, cop_47=3.4))
result.recommended.switchover, result.scenarios
"""

from pathlib import Path as _Path
from typing import TYPE_CHECKING as _TYPE_CHECKING
from typing import Any as _Any

from .errors import DualFuelError, InputError, Issue, OutputError
from .inputs.case import Case
from .inputs.fields import FIELDS
from .results.engine import solve
from .results.result import Result
from .version import __version__

if _TYPE_CHECKING:
    from .inputs.case_files import read_case
    from .tariffs.frames import solve_many

if not (_Path(__file__).parent / "workbook").is_dir():  # a checkout: workbook/ stands beside this folder, not in it
    __path__.append(str(_Path(__file__).parents[1]))

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


def __getattr__(name: str) -> _Any:
    """solve_many and read_case, imported when they are first asked for: most calculations do without them."""
    if name == "solve_many":
        from .tariffs.frames import solve_many

        return solve_many
    if name == "read_case":
        from .inputs.case_files import read_case

        return read_case
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
