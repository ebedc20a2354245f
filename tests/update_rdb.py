"""python tests/update_rdb.py: writes calc.rdb, the type library of the Calc extension, after a change of the functions.

It says what Calc has to know of each function before it can call it. Every argument is ``any``: no other type may be
left out, and a number, a text and a range all pass. A scalar comes back as ``any``, everything else as rows. Source:
OpenOffice.org API, com.sun.star.sheet.AddIn. Needs unoidl-write of LibreOffice's development kit (Debian:
libreoffice-dev), which building the extension does not.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from xl_dualfuel.functions import FUNCTIONS, Function
from xl_dualfuel.hosts.calc.xcu import SERVICE, internal

RDB = Path(__file__).parents[1] / "xl_dualfuel" / "hosts" / "calc" / "calc.rdb"
MODULE = SERVICE.partition(".")[0]
INTERFACE = f"{MODULE}.XFunctions"
ROWS = "sequence< sequence< any > >"


def idl() -> str:
    """The interface of the functions in UNOIDL."""
    methods = "\n".join(f"        {_method(function)}" for function in FUNCTIONS.values())
    interface = f"    interface {INTERFACE.rpartition('.')[2]} {{\n{methods}\n    }};"
    return f"module {MODULE} {{\n{interface}\n}};\n"


def _method(function: Function) -> str:
    arguments = ", ".join(f"[in] any {internal(one)}" for one in function.arguments)
    return f"{'any' if function.shape == 'scalar' else ROWS} {function.name}({arguments});"


def tools() -> tuple[Path, Path] | None:
    """unoidl-write and LibreOffice's own types, if both are there."""
    office = Path(shutil.which("soffice") or "soffice").resolve().parents[1]
    write = Path(shutil.which("unoidl-write") or office / "sdk" / "bin" / "unoidl-write")
    types = office / "program" / "types.rdb"
    return (write, types) if write.exists() and types.exists() else None


def type_library(write: Path, types: Path) -> bytes:
    """The type library of the functions as they are now."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "functions.idl"), Path(folder, "functions.rdb")
        source.write_text(idl(), encoding="utf-8")
        done = subprocess.run([write, types, source, target], capture_output=True, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"unoidl-write refuses the functions: {done.stderr or done.stdout}")
        return target.read_bytes()


def main() -> None:
    """Write calc.rdb again."""
    installed = tools()
    if installed is None:
        raise SystemExit("unoidl-write is missing: install LibreOffice's development kit (Debian: libreoffice-dev)")
    RDB.write_bytes(type_library(*installed))
    print(RDB.name, RDB.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
