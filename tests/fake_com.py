"""Excel's side of xlwings' call path, faked: ranges and workbooks as COM objects, and the process that is called.

``Excel`` starts ``python tests/fake_com.py``, where stand-ins for pywin32 make xlwings' own com_server, conversion and
udfs run on any platform; ``call`` then does what the VBA of the add-in does: XLPython.CallUDF with COM arguments.
"""

from __future__ import annotations

import datetime as dt
import pickle
import subprocess
import sys
import time
import traceback
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
OMITTED = -2147352572  # VT_ERROR, DISP_E_PARAMNOTFOUND
MODULE = "xl_dualfuel.functions"
MEASURED = ("DF_BALANCE_POINT", "DF_BIN_TABLE")
RANGE_IID = "{00020846-0000-0000-C000-000000000046}"


class Area(NamedTuple):
    """A range of cells, to be handed over as a COM object: a value, or rows of values.

    down_to: the last row of the range, where it goes on below the values with blank cells, as whole columns do; there
    the range cannot be read as a whole.
    """

    value: Any
    down_to: int = 0


class Excel:
    """A process with xlwings as on Windows, and calls into it."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-X", "utf8", __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT
        )

    def call(self, name: str, *args: Any) -> Any:
        """What a cell with this function shows."""
        return self._ask((name, args, 0))

    def press(self, button: str, source: str, target: str) -> str:
        """What the VBA of a button of the ribbon gets: XLPython.Module, Tuple, Call and Str."""
        return self._ask(("press", (button, source, target), -1))

    def seconds(self, name: str, *args: Any, number: int) -> list[float]:
        """How long each of so many calls took [s], the first left out."""
        return self._ask((name, args, number))

    def _ask(self, question: Any) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        pickle.dump(question, self.process.stdin)
        self.process.stdin.flush()
        kind, answer = pickle.load(self.process.stdout)
        assert kind == "answer", answer
        return answer

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.process.stdout.close()


def measure(number: int = 300) -> dict[str, list[float]]:
    """For the benchmark: seconds of warm calls, COM arguments in and values out, a range of all inputs given."""
    from xl_dualfuel import Case

    inputs = Area([[key, value] for key, value in Case().inputs.items()])
    excel = Excel()
    try:
        return {name: excel.seconds(name, inputs, OMITTED, number=number) for name in MEASURED}
    finally:
        excel.close()


# ----------------------------------------------------------------------------------------------------------------------
# The called process


class Dispatched:
    """An IDispatch pointer, as pywin32 hands it to a COM server; ``object`` is what win32com.client.Dispatch makes."""

    def __init__(self, made: Any, iid: str, name: str) -> None:
        self.object, self.iid, self.name = made, iid, name

    def GetTypeInfo(self) -> Dispatched:
        return self

    def GetTypeAttr(self) -> Dispatched:
        return self

    def GetDocumentation(self, _: int) -> tuple[str]:
        return (self.name,)


class TimeType(dt.datetime):
    """A date as pywin32 hands it over."""


class Collection(list[Any]):
    """A COM collection."""

    @property
    def Count(self) -> int:
        return len(self)

    def __call__(self, index: int) -> Any:
        return self[index - 1]


class FakeApplication:
    """Excel; xlwings asks for its window to learn its process."""

    Hwnd = 1


class FakeBook:
    """The workbook with the calling cell."""

    Name = FullName = "house.xlsx"

    def __init__(self) -> None:
        self.Sheets = self.Worksheets = Collection([FakeSheet(self)])
        self.Application = FakeApplication()
        self._oleobj_ = Dispatched(self, "{000208DA-0000-0000-C000-000000000046}", "_Workbook")


class FakeSheet:
    """Its only sheet."""

    Name = "House"

    def __init__(self, book: FakeBook) -> None:
        self.Parent = book
        self.UsedRange: Any = None

    def Cells(self, row: int, column: int) -> tuple[int, int]:
        return row, column

    def Range(self, first: tuple[int, int], last: tuple[int, int]) -> FakeRange:
        """The cells of the one range that has been handed over, which begins at A1."""
        rows = [row[first[1] - 1 : last[1]] for row in self.UsedRange.rows[first[0] - 1 : last[0]]]
        return FakeRange(tuple(rows), self.Parent)


class FakeRange:
    """A range of a worksheet: what is needed of Excel's Range to be an argument or the calling cell."""

    Row = Column = 1

    def __init__(self, value: Any, book: FakeBook) -> None:
        self.rows = value if isinstance(value, tuple) else ((value,),)
        self.Rows: Any = Collection(self.rows)
        self.Columns = Collection(self.rows[0])
        self.Worksheet = book.Worksheets[0]
        self._oleobj_ = Dispatched(self, RANGE_IID, "Range")

    @property
    def Value(self) -> Any:
        """One cell's value by itself, more as a tuple of rows; Excel gives errors as numbers."""
        return self.rows[0][0] if len(self.rows) == len(self.rows[0]) == 1 else self.rows

    def GetAddress(self, *_: Any) -> str:
        return "$A$1"


class FakeColumns(FakeRange):
    """Whole columns, of which the first rows are filled."""

    def __init__(self, used: FakeRange, rows: int) -> None:
        super().__init__(used.rows, used.Worksheet.Parent)
        self.Rows = SimpleNamespace(Count=rows)
        self.Worksheet.UsedRange = used

    @property
    def Value(self) -> Any:
        raise AssertionError("a million rows are read")


def as_com(value: Any, book: FakeBook) -> Any:
    """Plain data as COM hands it over: tuples for lists, pywintypes' times for dates, pointers for ranges."""
    if isinstance(value, Area):
        cells = FakeRange(as_com(value.value, book), book)
        return (FakeColumns(cells, value.down_to) if value.down_to else cells)._oleobj_
    if isinstance(value, (list, tuple)):
        return tuple(as_com(item, book) for item in value)
    if isinstance(value, dt.datetime):
        return TimeType(value.year, value.month, value.day, value.hour, value.minute, tzinfo=dt.UTC)
    if type(value) is int and value not in (OMITTED,) and abs(value) < 2**31 - 10**6:
        return float(value)  # Excel's numbers are doubles
    return value


def check_variant(value: Any) -> None:
    """Whether pywin32 could make a VARIANT of it: numpy's types, ragged rows or objects it refuses."""
    if isinstance(value, (list, tuple)):
        rows = [row for row in value if isinstance(row, (list, tuple))]
        if rows and (len(rows) != len(value) or len({len(row) for row in rows}) != 1):
            raise TypeError(f"ragged rows: {value!r}")
        for item in value:
            check_variant(item)
    elif type(value) not in (str, float, int, bool, type(None), Decimal):
        raise TypeError(f"no VARIANT of a {type(value).__name__}: {value!r}")


def python() -> Any:
    """xlwings' COM object as the add-in's VBA gets it."""
    from xl_dualfuel.hosts.desktop import win_stubs

    win_stubs.install()
    pythoncom, pywintypes = sys.modules["pythoncom"], sys.modules["pywintypes"]
    client, util = sys.modules["win32com.client"], sys.modules["win32com.server.util"]
    made: dict[str, Any] = {
        "TypeIIDs": {pythoncom.IID_IDispatch: Dispatched},
        "IID": str,
        "Dispatch": lambda pointer, **_: getattr(pointer, "object", pointer),
        "wrap": Wrapped,
        "unwrap": unwrap,
    }
    places = ((pythoncom, "TypeIIDs"), (pywintypes, "IID"), (client, "Dispatch"), (util, "wrap"), (util, "unwrap"))
    for module, name in places:
        setattr(module, name, made[name])
    from xlwings import _xlwindows, udfs
    from xlwings.com_server import XLPython

    _xlwindows.Dispatch = udfs.Dispatch = made["Dispatch"]
    return XLPython()


class Wrapped(NamedTuple):
    """An object of the server as VBA holds it."""

    object: Any


def unwrap(held: Any) -> Any:
    """The server's object that VBA held; other arguments are none, of which pywin32 says so."""
    if not isinstance(held, Wrapped):
        raise ValueError("not a wrapped object")
    return held.object


def pressed(server: Any, *arguments: str) -> str:
    """What the add-in's VBA does for a button."""
    module = server.Module("xl_dualfuel.hosts.desktop.ribbon")
    return server.Str(server.Call(module, "press", server.Tuple(*arguments)))


def serve() -> None:
    """Answer questions until there are no more."""
    server = python()
    book = FakeBook()
    caller = FakeRange(None, book)._oleobj_
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while True:
        try:
            name, args, number = pickle.load(source)
        except EOFError:
            return
        given = tuple(as_com(argument, book) for argument in args)
        try:
            if number < 0:
                answer, number = pressed(server, *args), 0
            else:
                answer = server.CallUDF(MODULE, name, given, book._oleobj_, caller)
            check_variant(answer)
            if number:
                answer = []
                for _ in range(number):
                    start = time.perf_counter()
                    server.CallUDF(MODULE, name, given, book._oleobj_, caller)
                    answer.append(time.perf_counter() - start)
            told = ("answer", answer)
        except Exception:
            told = ("error", traceback.format_exc())
        pickle.dump(told, target)
        target.flush()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    # Pickled by the name under which tests import it.
    sys.modules["fake_com"] = sys.modules["__main__"]
    serve()
