"""How a plain function becomes a worksheet function: registered for the hosts, guarded, declared to xlwings.

What cannot be answered is an error value in the cell. In Python it is a text: Excel's own, such as ``#N/A``, or
``#DF! cop_17 = -1: must be …``, which a cell shows as ``#VALUE!``; hosts turn them into errors (``cells.error_value``).
A table that is refused is one row: the error, and the words. Nothing is raised, and no number stands for a problem.
"""

from __future__ import annotations

import functools
import importlib
import inspect
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

from ..inputs.cells import Cell, answered, error, plain, refused_table
from . import filled_rows
from .arguments import IN_PLACE, Argument, argument, checked

try:
    xw: Any = importlib.import_module("xlwings")
except ImportError:  # a core installation has none
    xw = None
_FILLED: Final = filled_rows.declare(xw)
"""For an argument of xlwings that is a range."""

CATEGORY: Final = "Dual Fuel"  # under which Excel lists the functions

Shape = Literal["scalar", "table", "elementwise"]


class Function(NamedTuple):
    """One worksheet function; elementwise: the answer has the shape of the first argument."""

    name: str
    doc: str
    arguments: tuple[Argument, ...]
    shape: Shape
    python: Callable[..., Any]
    example: tuple[Any, ...]
    """Arguments of a call that shows it at work; those after the last are omitted, and so is None"""
    in_words: bool
    """Whether its one answer is words, and so are those of what keeps a host from answering at all"""


FUNCTIONS: Final[dict[str, Function]] = {}  # every worksheet function by its name


def worksheet_function(
    shape: Shape, *example: Any, in_words: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function for the hosts, guard it, and declare it to xlwings where that is installed.

    example: its arguments in the call that pages, workbooks and tests show.
    """

    def decorate(body: Callable[..., Any]) -> Callable[..., Any]:
        names = body.__code__.co_varnames[: body.__code__.co_argcount]
        needed = len(names) - len(body.__defaults__ or ())
        arguments = tuple(argument(name, place >= needed) for place, name in enumerate(names))
        signature = functools.cache(lambda: inspect.signature(body))  # late: it is a part of the wait for all of them

        def answer(given: dict[str, Cell]) -> Any:
            cells = {name: plain(value) for name, value in given.items()}
            wrong = error([cell for name, cell in cells.items() if name not in IN_PLACE])
            return wrong or body(**checked(arguments, cells))

        @functools.wraps(body)
        def function(*args: Cell, **kwargs: Cell) -> Any:
            bound = signature().bind(*args, **kwargs)
            bound.apply_defaults()
            cells = answered(lambda: answer(bound.arguments))
            return refused_table(cells) if shape == "table" and isinstance(cells, str) else cells

        # xlwings takes type hints for converters; it has none for unions, and none are needed.
        function.__annotations__ = {}
        function.__doc__ = doc = " ".join((body.__doc__ or "").split())
        decorated = function
        for a in arguments if xw else ():
            # Two dimensions, or a column would come as a flat list and go back as a row.
            reading = {"ndim": 2, **_FILLED} if a.array else {"ndim": None}
            decorated = xw.arg(a.name, doc=a.help, err_to_str=True, **reading)(decorated)
        decorated = xw.func(category=CATEGORY)(xw.ret()(decorated)) if xw else decorated
        FUNCTIONS[body.__name__] = Function(body.__name__, doc, arguments, shape, decorated, example, in_words)
        return decorated

    return decorate
