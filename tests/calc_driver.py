"""Works a sheet of a running LibreOffice: orders as lines of JSON in, answers out. Run by a Python that has uno.

Places are [column, row], from 0. A cell is a number, a text ("" if blank), or {"error": number}.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FILTERS = {".ods": "calc8", ".xlsx": "Calc MS Excel 2007 XML"}
ALL_CONTENT = 1 | 2 | 4 | 16  # com.sun.star.sheet.CellFlags: VALUE, DATETIME, STRING, FORMULA
ERROR = 4  # com.sun.star.sheet.FormulaResult


def connected(port: int, patience: float = 60):
    """The component context of the LibreOffice that listens there, as soon as it does."""
    here = uno.getComponentContext()
    resolver = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    last = time.monotonic() + patience
    while True:
        try:
            return resolver.resolve(f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext")
        except NoConnectException:
            if time.monotonic() > last:
                raise
            time.sleep(0.05)


def properties(**values):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in values.items())


class Driver:
    """One spreadsheet, hidden."""

    def __init__(self, port: int) -> None:
        self.context = connected(port)
        manager = self.context.ServiceManager
        self.desktop = manager.createInstanceWithContext("com.sun.star.frame.Desktop", self.context)
        self.open("private:factory/scalc")

    def open(self, url: str) -> None:
        self.document = self.desktop.loadComponentFromURL(url, "_blank", 0, properties(Hidden=True))
        self.sheet = self.document.Sheets.getByIndex(0)

    def area(self, at, rows, columns):
        column, row = at
        return self.sheet.getCellRangeByPosition(column, row, column + columns - 1, row + rows - 1)

    def clear(self):
        self.sheet.clearContents(ALL_CONTENT)

    def fill(self, at, rows):
        """Type values; None makes a cell blank."""
        for down, row in enumerate(rows):
            for right, value in enumerate(row):
                cell = self.sheet.getCellByPosition(at[0] + right, at[1] + down)
                if value is None:
                    cell.clearContents(ALL_CONTENT)
                elif isinstance(value, str) and not value.startswith("="):
                    cell.setString(value)
                elif isinstance(value, str):
                    cell.setFormula(value)
                else:
                    cell.setValue(value)

    def array(self, at, rows, columns, formula):
        self.area(at, rows, columns).setArrayFormula(formula)

    def sheet_of(self, title):
        """Work on another sheet."""
        self.sheet = self.document.Sheets.getByName(title)

    def formula(self, at):
        """As the input line shows it."""
        return self.sheet.getCellByPosition(*at).FormulaLocal

    def recalculate(self):
        self.document.calculateAll()

    def read(self, at, rows, columns):
        area = self.area(at, rows, columns)
        cells = [list(row) for row in area.getDataArray()]
        for one in area.queryFormulaCells(ERROR).RangeAddresses:
            for row in range(one.StartRow, one.EndRow + 1):
                for column in range(one.StartColumn, one.EndColumn + 1):
                    error = self.sheet.getCellByPosition(column, row).getError()
                    cells[row - at[1]][column - at[0]] = {"error": error}
        return cells

    def timed(self, at, repeats, formulas):
        """Seconds for each of several recalculations of these formulas in one column."""
        self.area(at, len(formulas), 1).setFormulaArray(tuple((formula,) for formula in formulas))
        times = []
        for _ in range(repeats):
            start = time.perf_counter()
            self.document.calculateAll()
            times.append(time.perf_counter() - start)
        if self.area(at, len(formulas), 1).queryFormulaCells(ERROR).Count:
            raise ValueError("not calculated")
        return times

    def described(self, name):
        """What the function wizard shows of a function."""
        service = "com.sun.star.sheet.FunctionDescriptions"
        descriptions = self.context.ServiceManager.createInstanceWithContext(service, self.context)
        found = {one.Name: one.Value for one in descriptions.getByName(name)}
        arguments = [[one.Name, one.Description, one.IsOptional] for one in found["Arguments"] or ()]
        return {"description": found["Description"], "arguments": arguments}

    def reopened(self, path):
        """Save under that name, close, open again."""
        url = Path(path).as_uri()
        self.document.storeToURL(url, properties(FilterName=FILTERS[Path(path).suffix]))
        self.document.close(True)
        self.open(url)

    def quit(self):
        self.document.close(True)
        try:
            self.desktop.terminate()
        except Exception as gone:  # the bridge may break before the answer comes
            return str(gone)


def main():
    driver = Driver(int(sys.argv[1]))
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(getattr(driver, name)(*arguments)), flush=True)
        if name == "quit":
            return
    driver.quit()  # whoever gave the orders is gone


if __name__ == "__main__":
    main()
