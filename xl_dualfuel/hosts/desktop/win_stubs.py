"""xlwings' Windows side on any platform: stand-ins for pywin32, which its generator of VBA imports and never calls.

Only for a process of its own, since what they replace stays replaced: ``python -m
xl_dualfuel.hosts.desktop.win_stubs`` prints the VBA of the worksheet functions.
On Windows the real pywin32 is there and nothing is replaced.
"""

from __future__ import annotations

import ctypes
import importlib
import sys
from types import ModuleType, SimpleNamespace
from typing import Any, Final, TextIO

MODULES: Final = (
    "pythoncom", "pywintypes", "win32api", "win32con", "win32event", "win32gui", "win32process", "win32timezone",
    "win32com", "win32com.client", "win32com.server", "win32com.server.dispatcher", "win32com.server.policy",
    "win32com.server.util",
)  # fmt: skip
"""What xlwings imports of pywin32."""
CLASSES: Final[dict[str, dict[str, type]]] = {
    "pywintypes": {"com_error": Exception, "TimeType": object},
    "pythoncom": {"com_error": Exception},
    "win32com.client": {"CDispatch": object, "DispatchBaseClass": object},
}
"""What must be a class, because it is caught, subclassed or asked for with isinstance."""


class Anything(ModuleType):
    """A module of which every attribute exists and can be called, and does nothing."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__file__ = name

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        child = Anything(f"{self.__name__}.{name}")
        setattr(self, name, child)
        return child

    def __call__(self, *_: Any, **__: Any) -> Any:
        """Itself, whatever is given."""
        return self

    def __getitem__(self, _: Any) -> Any:
        return self


def install() -> None:
    """Make xlwings behave as on Windows, for the rest of this process. Functions must not have been decorated yet."""
    if sys.platform == "win32":
        return
    for name in MODULES:
        sys.modules[name] = Anything(name)
    for name in MODULES:
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], child, sys.modules[name])
    for module, classes in CLASSES.items():
        for name, base in classes.items():
            setattr(sys.modules[module], name, type(name, (base,), {}))
    for name in ("PyDLL", "windll", "oledll"):
        setattr(ctypes, name, Anything(name))
    xlwings: Any = importlib.import_module("xlwings")
    windows = importlib.import_module("xlwings._xlwindows")
    udfs: Any = importlib.import_module("xlwings.udfs")
    xlwings._xlwindows = windows
    xlwings.engines.add(xlwings.Engine(impl=windows.engine))
    # Elsewhere than on Windows these are there, and do nothing.
    xlwings.func, xlwings.arg, xlwings.ret = udfs.xlfunc, udfs.xlarg, udfs.xlret


def write_wrappers(file: TextIO, book_name: str) -> None:
    """The VBA wrapper of every worksheet function, by xlwings' own generator, as for a workbook of that name."""
    install()
    udfs: Any = importlib.import_module("xlwings.udfs")
    functions = importlib.import_module("xl_dualfuel.functions")
    udfs.generate_vba_wrapper(functions.__name__, functions, file, SimpleNamespace(Name=book_name))


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
    write_wrappers(sys.stdout, sys.argv[1])
