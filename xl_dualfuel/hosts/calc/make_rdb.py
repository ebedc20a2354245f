"""Make calc.rdb, the type library of the Calc extension: python -m xl_dualfuel.hosts.calc.make_rdb.

Needs unoidl-write of LibreOffice's development kit (Debian: libreoffice-dev), which building the extension does not.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from .idl import idl

HERE = Path(__file__).resolve().parent
RDB = HERE / "calc.rdb"


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
