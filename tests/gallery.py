"""python tests/gallery.py: makes the gallery's pictures, the first page of each case's workbook, and its page.

templates/gallery/*.png, and README.md there. Needs soffice (LibreOffice), pdftoppm and pdftotext (poppler-utils).
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import pictures
import xl_dualfuel as df
from xl_dualfuel.portfolio.run import run_portfolio
from xl_dualfuel.workbook.sheets.build import workbook_bytes

FOLDER = pictures.ROOT / "templates" / "gallery"
PORTFOLIO = "portfolio.csv"
CASES = {
    "us_gas.toml": "United States, natural gas",
    "propane_strips.toml": "Propane and electric strips, at altitude",
    "oil.toml": "Fuel oil",
    "canada.toml": "Canada, in °C, kW and m³",
    "uk.toml": "Britain, in pence a kWh",
    "variable_speed.toml": "A variable-speed heat pump",
    "thermostat.toml": "From a thermostat's record",
    PORTFOLIO: "Six homes in one table",
}
"""File, and what it shows."""
_HEAD = """# Gallery

Ready cases to start from: copy the file that is most like your house, change its numbers, and run it. Houses,
prices and equipment are invented but usual ones. The record `thermostat.csv` is made from Chicago's typical January.

```bash
dualfuel run us_gas.toml
dualfuel open us_gas.toml
dualfuel portfolio portfolio.csv results.csv --summary summary.xlsx
```

In Python: [notebook.ipynb](notebook.ipynb). Each picture is the first page of the workbook; that of `portfolio.csv` is
its summary. `python tests/gallery.py` makes this page and the pictures.
"""


def answer(name: str) -> str:
    """The answer to a case in words, as every surface has it."""
    if name != PORTFOLIO:
        return df.solve(df.read_case(FOLDER / name)).headline
    with tempfile.TemporaryDirectory() as folder:
        totals = run_portfolio(FOLDER / name, Path(folder) / "results.csv")
    return f"{'. '.join(list(totals.sentences())[:3])}."


def gallery_markdown() -> str:
    """The gallery's page: of each case what it shows, its answer and its picture."""
    parts = [
        f"\n## {title}\n\n[{name}]({name}): {answer(name)}\n\n![First page of its workbook]({picture_of(name).name})\n"
        for name, title in CASES.items()
    ]
    return "".join([_HEAD, *parts])


def picture_of(name: str) -> Path:
    """Where the picture of a case is."""
    return (FOLDER / name).with_suffix(".png")


def book(name: str, folder: Path) -> Path:
    """The workbook of a case, of a table of homes its summary."""
    file = folder / f"{Path(name).stem}.xlsx"
    if name == PORTFOLIO:
        run_portfolio(FOLDER / name, folder / "results.csv", summary_xlsx=file)
    else:
        file.write_bytes(workbook_bytes(df.solve(df.read_case(FOLDER / name)), pictures.STAMP))
    return file


def main() -> None:
    """Make the pictures and the page."""
    pictures.check_tools()
    (FOLDER / "README.md").write_text(gallery_markdown(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        for name in CASES:
            pictures.write_picture(picture_of(name), pictures.as_pdf(book(name, Path(folder))), 1)


if __name__ == "__main__":
    main()
