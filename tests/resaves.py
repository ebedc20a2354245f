"""Workbooks saved again by other programs: LibreOffice in four ways, Gnumeric, openpyxl, XlsxWriter, SheetJS, ExcelJS.

``saved_again(program, packages, folder)`` takes many workbooks at once, so that each program starts once. SheetJS and
ExcelJS are in ``.venv/resaves`` (install.sh) or where NODE_PATH says.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import openpyxl
import pytest
import xlsxwriter
from openpyxl.cell import Cell
from openpyxl.utils import column_index_from_string

NODE_MODULES: Final = Path(__file__).parents[1] / ".venv" / "resaves" / "node_modules"
SHEETJS: Final = "library.writeFile(library.readFile(source), target, {compression: true});"
EXCELJS: Final = (
    "const book = new library.Workbook(); await book.xlsx.readFile(source); await book.xlsx.writeFile(target);"
)
_NODE: Final = """
(async () => {
    const library = require("%s"), files = process.argv.slice(1);
    for (let n = 0; n < files.length; n += 2) {
        const source = files[n], target = files[n + 1];
        try { %s } catch (error) { console.error(source, error); }
    }
})();
"""
_GERMAN: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N">
<prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>de-DE</value></prop>
</item></oor:items>
"""
"""Settings of a LibreOffice that writes numbers as in Germany"""
XLSX: Final = "xlsx:Calc MS Excel 2007 XML"
_BATCH: Final = 40
"""Files of one start of LibreOffice: it keeps memory of each"""

Resave = Callable[[Sequence[Path], Path], None]
"""Saves files again under their own names in a folder; what a program cannot read is missing there."""


def saved_again(program: str, packages: Sequence[bytes], folder: Path) -> list[bytes | None]:
    """The packages as a program of PROGRAMS saves them, None where it could not; skips where it is not installed."""
    source, target = folder / "given", folder / "saved"
    source.mkdir(parents=True)
    target.mkdir()
    files = [source / f"{number}.xlsx" for number in range(len(packages))]
    for file, package in zip(files, packages, strict=True):
        file.write_bytes(package)
    PROGRAMS[program](files, target)
    saved = [target / file.name for file in files]
    return [file.read_bytes() if file.exists() else None for file in saved]


def _run(command: Sequence[str], **environment: str) -> None:
    """Run a program, or skip where it is not there."""
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    subprocess.run(command, check=False, capture_output=True, timeout=1200, env=os.environ | environment)


def _office(files: Sequence[Path], folder: Path, kind: str, settings: str = "") -> None:
    profile = folder.parent / ("german" if settings else "profile")
    if settings and not profile.exists():
        (profile / "user").mkdir(parents=True)
        (profile / "user" / "registrymodifications.xcu").write_text(settings)
    for first in range(0, len(files), _BATCH):
        _run(["soffice", "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}", "--convert-to", kind,
              "--outdir", str(folder), *map(str, files[first : first + _BATCH])])  # fmt: skip


def by_libreoffice(files: Sequence[Path], folder: Path) -> None:
    """Opened and saved."""
    _office(files, folder, XLSX)


def by_german_libreoffice(files: Sequence[Path], folder: Path) -> None:
    """Opened and saved by a program that is set to Germany."""
    _office(files, folder, XLSX, _GERMAN)


def _by_way_of(ending: str) -> Resave:
    def resave(files: Sequence[Path], folder: Path) -> None:
        between = folder.parent / ending
        between.mkdir(exist_ok=True)
        _office(files, between, ending)
        _office([file for file in (between / f"{one.stem}.{ending}" for one in files) if file.exists()], folder, XLSX)

    return resave


def by_gnumeric(files: Sequence[Path], folder: Path) -> None:
    """Opened and saved."""
    for file in files:
        _run(["ssconvert", "-T", "Gnumeric_Excel:xlsx2", str(file), str(folder / file.name)])


def by_openpyxl(files: Sequence[Path], folder: Path) -> None:
    """Loaded and saved: the results of formulas are lost."""
    for file in files:
        openpyxl.load_workbook(file).save(folder / file.name)


def by_xlsxwriter(files: Sequence[Path], folder: Path) -> None:
    """Copied cell by cell as somebody's own script would: formulas, values, formats, widths, names."""
    for file in files:
        book, values = openpyxl.load_workbook(file), openpyxl.load_workbook(file, data_only=True)
        with xlsxwriter.Workbook(folder / file.name) as new:
            formats: dict[str, object] = {}
            for sheet in book:
                page = new.add_worksheet(sheet.title)
                for letter, column in sheet.column_dimensions.items():
                    first = column_index_from_string(letter) - 1
                    page.set_column(first, max(first, (column.max or 1) - 1), column.width)
                for number, row in sheet.row_dimensions.items():
                    if row.height is not None:
                        page.set_row(number - 1, row.height)
                for cells in sheet.iter_rows():
                    for cell in cells:
                        style = _format(new, cell, formats)
                        if isinstance(cell.value, str) and cell.data_type == "f":
                            result = values[sheet.title][cell.coordinate].value
                            page.write_formula(cell.row - 1, cell.column - 1, cell.value, style,
                                               "" if result is None else result)  # fmt: skip
                        elif isinstance(cell.value, str):
                            page.write_string(cell.row - 1, cell.column - 1, cell.value, style)
                        else:
                            page.write(cell.row - 1, cell.column - 1, cell.value, style)
            for name, defined in book.defined_names.items():
                new.define_name(name, f"={defined.attr_text}")


def _format(book: xlsxwriter.Workbook, cell: Cell, kept: dict[str, object]) -> object:
    """Number format, font, fill and alignment of a cell."""
    font, fill = cell.font, cell.fill.fgColor.rgb if cell.fill.fill_type == "solid" else None
    given: dict[str, object] = {"num_format": cell.number_format, "text_wrap": bool(cell.alignment.wrap_text)}
    given |= {"bold": bool(font.b), "italic": bool(font.i), "font_size": font.sz or 11}
    if font.color is not None and isinstance(font.color.rgb, str):
        given["font_color"] = f"#{font.color.rgb[-6:]}"
    if isinstance(fill, str):
        given["bg_color"] = f"#{fill[-6:]}"
    if cell.alignment.horizontal not in (None, "general"):
        given["align"] = cell.alignment.horizontal
    key = repr(given)
    if key not in kept:
        kept[key] = book.add_format(given)
    return kept[key]


def _by_node(library: str, script: str) -> Resave:
    def resave(files: Sequence[Path], folder: Path) -> None:
        if not (NODE_MODULES / library).exists() and "NODE_PATH" not in os.environ:
            pytest.skip(f"{library} is not installed")
        pairs = [str(path) for file in files for path in (file, folder / file.name)]
        _run(["node", "-e", _NODE % (library, script), *pairs],
             NODE_PATH=os.pathsep.join(filter(None, (str(NODE_MODULES), os.environ.get("NODE_PATH", "")))))  # fmt: skip

    return resave


PROGRAMS: Final[dict[str, Resave]] = {
    "openpyxl": by_openpyxl,
    "XlsxWriter": by_xlsxwriter,
    "Gnumeric": by_gnumeric,
    "SheetJS": _by_node("xlsx", SHEETJS),
    "ExcelJS": _by_node("exceljs", EXCELJS),
    "LibreOffice": by_libreoffice,
    "LibreOffice, by way of ods": _by_way_of("ods"),
    "LibreOffice, by way of xls": _by_way_of("xls"),
    "LibreOffice in German": by_german_libreoffice,
}
"""Programs that save a workbook again"""
