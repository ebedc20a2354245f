"""Where should the furnace take over from the heat pump? A temperature-bin method that shows its work.

import xl_dualfuel as df
result = df.solve(df.Case(load_slope=600, cop_47=3.4))
result.recommended.switchover, result.scenarios
"""

from .case import Case
from .casefile import read_case
from .engine import solve
from .errors import DualFuelError, InputError, Issue, OutputError
from .fields import FIELDS
from .frames import solve_many
from .result import Result
from .version import __version__

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
