"""A LibreOffice of its own with the extension, for tests and benchmarks; python tests/calc_session.py times it.

Everything stands in one temporary folder: profile, extension, the numpy that LibreOffice's Python finds. Nothing of the
user's is read or changed, and the process is ended in any case.
"""

from __future__ import annotations

import contextlib
import functools
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy

DRIVER = Path(__file__).with_name("calc_driver.py")
PATIENCE = 60.0  # seconds for the slowest answer: a first start on a busy machine


@functools.cache
def missing() -> str | None:
    """Why the extension cannot be tried here, or None."""
    for command in ("soffice", "unopkg", *(["setpriv"] if _is_root() else [])):
        if shutil.which(command) is None:
            return f"{command} is not installed"
    python = uno_python()
    if python is None:
        return "no Python with uno is installed (Debian: python3-uno)"
    version = _output([python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])"])
    here = "{}.{}".format(*sys.version_info)
    return None if version == here else f"the Python with uno is {version}, and numpy is installed for {here} only"


def uno_python() -> str | None:
    """A Python that can talk to LibreOffice."""
    for folder in ("/usr/bin", None):
        python = shutil.which("python3", path=folder)
        if python and _output([python, "-c", "import uno; print('yes')"]) == "yes":
            return python
    return None


def _output(command: list[str]) -> str:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, timeout=PATIENCE)
    return done.stdout.strip()


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


@contextlib.contextmanager
def installed(extension: bytes) -> Iterator[Path]:
    """A folder with a profile in which unopkg has installed the extension."""
    folder = Path(tempfile.mkdtemp(prefix="dualfuel-calc-"))
    try:
        (folder / "dualfuel.oxt").write_bytes(extension)
        command = ["unopkg", "add", _profile(folder), str(folder / "dualfuel.oxt")]
        if _is_root():  # unopkg refuses it
            for path in (folder, folder / "dualfuel.oxt"):
                shutil.chown(path, "nobody")
            command = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", *command]
        done = subprocess.run(command, env=_environment(folder), capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"unopkg refuses the extension: {done.stdout}{done.stderr}")
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _profile(folder: Path) -> str:
    return f"-env:UserInstallation={(folder / 'profile').as_uri()}"


def _environment(folder: Path, python_path: Path | None = None) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return kept | {"HOME": str(folder), "LC_ALL": "C.UTF-8"} | ({"PYTHONPATH": str(python_path)} if python_path else {})


class Calc:
    """A running LibreOffice and the driver that works a sheet in it; a context manager."""

    def __init__(self, folder: Path, with_numpy: bool = True) -> None:
        self.folder = folder
        self.python_path = folder / ("with" if with_numpy else "without")
        self.python_path.mkdir(exist_ok=True)
        if with_numpy:  # numpy and nothing else of this environment
            place = Path(numpy.__file__).parent
            for path in (place, place.with_name("numpy.libs")):
                if path.exists() and not (self.python_path / path.name).exists():
                    (self.python_path / path.name).symlink_to(path)
        else:  # even where the system's Python has one
            error = 'raise ModuleNotFoundError("No module named \'numpy\'", name="numpy")\n'
            (self.python_path / "numpy.py").write_text(error, encoding="utf-8")

    def __enter__(self) -> Calc:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        accept = f"--accept=socket,host=127.0.0.1,port={port};urp"
        options = ["--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck", _profile(self.folder)]
        environment = _environment(self.folder, self.python_path)
        quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.office = subprocess.Popen(["soffice", *options, accept], env=environment, start_new_session=True, **quiet)
        try:
            command = [str(uno_python()), str(DRIVER), str(port)]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
            self.driver = subprocess.Popen(command, env=_environment(self.folder), encoding="utf-8", **pipes)
            self._answer()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            self.do("quit")
        self._end()

    def _end(self) -> None:
        """Every process of the group, whatever it is doing."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.office.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.office.pid, signal.SIGKILL)
        self.office.wait(10)
        if driver := getattr(self, "driver", None):
            driver.kill()
            driver.communicate()

    def alive(self) -> bool:
        """Whether a process of the group is still there."""
        for _ in range(50):  # those killed last vanish a moment later
            try:
                os.killpg(self.office.pid, 0)
            except ProcessLookupError:
                return False
            time.sleep(0.1)
        return True

    def do(self, name: str, *arguments: Any) -> Any:
        """What a method of the driver returns."""
        assert self.driver.stdin is not None
        self.driver.stdin.write(json.dumps([name, *arguments]) + "\n")
        self.driver.stdin.flush()
        return self._answer()

    def _answer(self) -> Any:
        ready, _, _ = select.select([self.driver.stdout], [], [], PATIENCE)
        line = self.driver.stdout.readline() if ready and self.driver.stdout else ""
        if not line:
            raise RuntimeError(f"LibreOffice did not answer within {PATIENCE:g} s, or the driver ended")
        return json.loads(line)


CALLS = 2000


def measure(calc: Calc | None = None, repeats: int = 7, calls: int = CALLS) -> list[tuple[str, list[float]]]:
    """Microseconds of a call from a cell: each repeat recalculates so many cells; without calc, in one made here."""
    if calc is None:
        from xl_dualfuel.hosts.calc.extension import oxt

        with installed(oxt()) as folder, Calc(folder) as started:
            return measure(started, repeats, calls)
    calc.do("clear")
    calc.do("fill", [0, 0], [["electricity_price", 0.16], ["fuel_price", 14], ["cop_47", 3.4]])
    formulas = {
        "DF_VERSION(), the least a call costs": ["=DF_VERSION()"] * calls,
        "DF_COP of one temperature": [f"=DF_COP({number / 20 - 20};3.4;2.2)" for number in range(calls)],
        "DF_BALANCE_POINT of one range": ["=DF_BALANCE_POINT($A$1:$B$3)"] * calls,
    }
    found = [
        (f"{label} ({calls:,} cells)", [second / calls * 1e6 for second in calc.do("timed", [5, 0], repeats, cells)])
        for label, cells in formulas.items()
    ]
    calc.do("clear")
    return found


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    if reason := missing():
        raise SystemExit(f"the extension cannot be timed: {reason}")
    for label, times in measure():
        print(f"{label}: median {sorted(times)[len(times) // 2]:.1f} µs, least {min(times):.1f} µs")
