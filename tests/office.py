"""LibreOffice started once for many workbooks: a start takes longer than most of them."""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import tempfile
from pathlib import Path

from calc_session import uno_python

PATIENCE = 300  # seconds for a workbook on a busy machine
FILTER = "Calc MS Excel 2007 XML"
DRIVER = """
import json, sys, time
import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

def given(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())

here = uno.getComponentContext()
resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
for _ in range(1200):
    try:
        context = resolver.resolve(f"uno:pipe,name={sys.argv[1]};urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        time.sleep(0.1)
desktop = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
for line in sys.stdin:
    source, target = json.loads(line)
    try:
        document = desktop.loadComponentFromURL(source, "_blank", 0, given(Hidden=True))
        document.storeToURL(target, given(FilterName=sys.argv[2]))
        document.close(True)
        print("done", flush=True)
    except Exception as error:
        print(repr(error).replace("\\n", " "), flush=True)
desktop.terminate()
"""


class Office:
    """A LibreOffice that reads workbooks and saves them again as .xlsx; without python3-uno, a start a call."""

    def __init__(self, soffice: str, folder: Path) -> None:
        self.command = [soffice, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        self.driver: subprocess.Popen[str] | None = None
        if (python := uno_python()) is None:
            return
        pipe = f"dualfuel{os.getpid()}"
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        command = [*self.command, "--nodefault", f"--accept=pipe,name={pipe};urp"]
        self.office = subprocess.Popen(command, start_new_session=True, **quiet)
        environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
        self.driver = subprocess.Popen([python, "-c", DRIVER, pipe, FILTER], env=environment, text=True,
                                       stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip

    def saved(self, packages: list[bytes]) -> list[bytes]:
        """The workbooks as LibreOffice saves them; it calculates the formulas that have no stored value."""
        with tempfile.TemporaryDirectory() as name:
            folder, out = Path(name), Path(name) / "out"
            out.mkdir()
            files = [folder / f"{number}.xlsx" for number in range(len(packages))]
            for file, package in zip(files, packages, strict=True):
                file.write_bytes(package)
            if self.driver is None:
                self._at_a_start(files, out)
            else:
                for file in files:
                    self._by_driver(file.as_uri(), (out / file.name).as_uri())
            return [(out / file.name).read_bytes() for file in files]

    def _at_a_start(self, files: list[Path], out: Path) -> None:
        command = [*self.command, "--convert-to", f"xlsx:{FILTER}", "--outdir", str(out), *map(str, files)]
        subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE * len(files))

    def _by_driver(self, source: str, target: str) -> None:
        assert self.driver is not None and self.driver.stdin is not None and self.driver.stdout is not None
        self.driver.stdin.write(json.dumps([source, target]) + "\n")
        self.driver.stdin.flush()
        ready, _, _ = select.select([self.driver.stdout], [], [], PATIENCE)
        said = self.driver.stdout.readline() if ready else "no answer"
        if said != "done\n":
            raise RuntimeError(f"LibreOffice did not save {source}: {said or 'it ended'}")

    def end(self) -> None:
        """Ask it to end, then end every process of it, whatever it is doing."""
        if self.driver is None:
            return
        with contextlib.suppress(subprocess.TimeoutExpired, OSError):
            self.driver.communicate(timeout=10)
            self.office.wait(10)
        self.driver.kill()
        self.driver.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.office.pid, signal.SIGKILL)
        self.office.wait(30)
