"""Figures into tests/bench/README.md, between the marks of the script that measured them."""

from __future__ import annotations

from pathlib import Path

README = Path(__file__).parent / "README.md"


def put(script: str, made: str) -> None:
    """Replace what stands between ``<!-- made by tests/bench/<script> -->`` and ``<!-- end of <script> -->``."""
    start, end = f"<!-- made by tests/bench/{script} -->", f"<!-- end of {script} -->"
    before, _, rest = README.read_text(encoding="utf-8").partition(start)
    _, found, after = rest.partition(end)
    if not found:
        raise SystemExit(f"tests/bench/README.md has no marks of {script}")
    README.write_text(f"{before}{start}\n{made}\n{end}{after}", encoding="utf-8")
