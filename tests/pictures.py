"""python tests/pictures.py: makes the pictures of README and workbook/README.md, tests/pictures/*.png.

Needs soffice (LibreOffice) and pdftoppm and pdftotext (poppler-utils). Letters are the machine's: without Calibri or
its double Carlito they are wider than in Excel.
"""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import xl_dualfuel as df  # noqa: E402
from filling import filled  # noqa: E402
from tampers import TAMPERS, tampered  # noqa: E402
from xl_dualfuel.decisions.deciding import compare_options, decide  # noqa: E402
from xl_dualfuel.decisions.option_files import options_of  # noqa: E402
from xl_dualfuel.workbook.forms.template import template  # noqa: E402
from xl_dualfuel.workbook.sheets.build import workbook_bytes  # noqa: E402
from xl_dualfuel.workbook.verify import verify  # noqa: E402
from xl_dualfuel.workbook.verify.clean_copy import clean_copy  # noqa: E402
from xl_dualfuel.workbook.verify.report import report  # noqa: E402
from xl_dualfuel.workbook.verify.single_file import examine  # noqa: E402

FOLDER = ROOT / "tests" / "pictures"
STAMP = datetime(2026, 1, 2, tzinfo=UTC)
PICTURES = {
    "summary": ("worked_example", "Summary", 0),
    "charts": ("worked_example", "Charts", 0),
    "sensitivity": ("worked_example", "Sensitivity", 2),
    "form": ("client", "Form", 0),
    "options": ("compared", "Options", 2),
    "verified": ("report", "Summary", 0),
    "review": ("clean", "Review", 0),
}
"""Picture → book, the sheet that its footer names, and how many of the sheet's pages come before"""
HOUSE = {
    "design_load": 42000, "design_temperature": 5, "capacity_47": 36000, "capacity_17": 22000, "cop_47": 3.6,
    "cop_17": 2.4, "fuel": "propane", "fuel_price": 2.1, "fuel_price_unit": "$/gal", "electricity_price": 0.13,
    "station": "chicago_ohare",
}  # fmt: skip
ON_FORM = {"site": "12 Elm Street, Chicago", "furnace_efficiency": 0.95, "existing_switchover": 35}
"""What the form asks for besides"""
OPTIONS = {
    "money": {"discount_rate": 0.05},
    "options": {
        "furnace": {"scenario": "furnace_only"},
        "cold_climate": {"cop_47": 3.9, "cop_17": 2.7, "premium": 4200, "rebate": 2000},
    },
}
"""README's house and its options"""
TOOLS = ("soffice", "pdftoppm", "pdftotext")
WIDTH = 900
"""[pixels]"""
MEASURE = 50
"""Resolution at which a page's white margins are measured [1/in]"""
FOOT = 0.6
"""Bottom margin, where the footer stands [in]; cut off."""
EDGE = 0.06
"""White left around a picture [in]"""
COLOURS = 128
"""Most colours of a picture"""


def books() -> dict[str, bytes]:
    """The workbooks of the pictures: the worked example, README's house as a form, compared, verified, a clean copy."""
    example, house = df.Case(), df.Case(**HOUSE)
    compared = workbook_bytes(df.solve(house), STAMP, decisions=compare_options(house, options_of(OPTIONS)))
    form = filled(template("client"), HOUSE | ON_FORM)
    typed_over, basis = examine(tampered(compared, TAMPERS[0]), "typed_over.xlsx")
    assert basis is not None
    verdicts = [
        verify(compared, "house.xlsx"),
        typed_over,
        verify(filled(template("client"), HOUSE | ON_FORM | {"cop_47": 36}), "client.xlsx"),
    ]
    return {
        "worked_example": workbook_bytes(df.solve(example), STAMP, decisions=decide(example)),
        "client": form,
        "compared": compared,
        "report": report(verdicts),
        "clean": clean_copy(typed_over, basis, STAMP),
    }


def as_pdf(book: Path) -> Path:
    """A workbook as LibreOffice prints it, in a profile of its own."""
    folder = book.parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", "--norestore", profile, "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*command, str(book)], check=True, capture_output=True, timeout=300)
    return book.with_suffix(".pdf")


def page_of(sheet: str, pdf: Path) -> int:
    """The first page of a sheet, which its footer names; letters of a chart may come after the footer."""
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True)
    for number, text in enumerate(done.stdout.decode().split("\f"), 1):
        if re.search(rf"{re.escape(sheet)} · page {number} of ", text):
            return number
    raise SystemExit(f"no page of the sheet {sheet}")


def rendered(pdf: Path, page: int, *options: str) -> np.ndarray:
    """A page's pixels: rows, columns, and red, green, blue (or grey alone)."""
    command = ["pdftoppm", "-f", str(page), "-l", str(page), *options, str(pdf)]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    kind, size, _, pixels = data.split(b"\n", 3)
    width, height = map(int, size.split())
    return np.frombuffer(pixels, np.uint8).reshape(height, width, 3 if kind == b"P6" else 1)


def picture(pdf: Path, page: int) -> np.ndarray:
    """A page without its footer and its white margins, WIDTH wide."""
    grey = rendered(pdf, page, "-gray", "-r", str(MEASURE))[:, :, 0]
    inked = grey[: grey.shape[0] - round(FOOT * MEASURE)] < 250
    rows, columns = (np.flatnonzero(inked.any(axis)) for axis in (1, 0))
    left, top = (float(line[0]) / MEASURE - EDGE for line in (columns, rows))
    right, bottom = (float(line[-1] + 1) / MEASURE + EDGE for line in (columns, rows))
    scale = WIDTH / (right - left)
    crop = {"-x": left * scale, "-y": top * scale, "-W": WIDTH, "-H": (bottom - top) * scale}
    options = [text for option, value in crop.items() for text in (option, str(round(value)))]
    return rendered(pdf, page, "-r", f"{scale:.3f}", *options)


def with_few_colours(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A palette, and for each pixel its place there; the next colour taken is the one that does most harm left out."""
    packed = pixels.astype(np.int64) @ (65536, 256, 1)
    colours, place, count = np.unique(packed, return_inverse=True, return_counts=True)
    shades = np.stack([colours >> 16, colours >> 8 & 255, colours & 255], axis=1)
    palette = [int(count.argmax())]
    nearest = np.zeros(len(shades), np.uint8)
    distance = np.square(shades - shades[palette[0]]).sum(axis=1)
    while len(palette) < COLOURS and distance.any():
        taken = int((distance * count).argmax())
        other = np.square(shades - shades[taken]).sum(axis=1)
        nearest[other < distance] = len(palette)
        distance = np.minimum(distance, other)
        palette.append(taken)
    return shades[palette].astype(np.uint8), nearest[place].reshape(packed.shape)


def png(palette: np.ndarray, places: np.ndarray) -> bytes:
    """An indexed PNG, eight bits a pixel, no filter."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    height, width = places.shape
    lines = np.hstack([np.zeros((height, 1), np.uint8), places]).tobytes()
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
    body = chunk(b"PLTE", palette.tobytes()) + chunk(b"IDAT", zlib.compress(lines, 9))
    return b"\x89PNG\r\n\x1a\n" + head + body + chunk(b"IEND", b"")


def write_picture(file: Path, pdf: Path, page: int) -> None:
    """Write a page of a PDF as a picture, and say how large it is."""
    file.write_bytes(png(*with_few_colours(picture(pdf, page))))
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size / 1000:.0f} kB")


def check_tools() -> None:
    """Exit with status 2 where a program is missing."""
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        print(f"missing: {', '.join(missing)} (Debian: libreoffice-calc, poppler-utils)", file=sys.stderr)
        raise SystemExit(2)


def main() -> None:
    """Make the pictures again."""
    check_tools()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        pdfs = {}
        for name, content in books().items():
            book = Path(folder) / f"{name}.xlsx"
            book.write_bytes(content)
            pdfs[name] = as_pdf(book)
        for name, (book_name, sheet, pages) in PICTURES.items():
            pdf = pdfs[book_name]
            write_picture(FOLDER / f"{name}.png", pdf, page_of(sheet, pdf) + pages)


if __name__ == "__main__":
    main()
