"""What DF_RECORD answers: the duty of each source of heat in a pasted record, as rows."""

from __future__ import annotations

from ..inputs.cells import Cell, Rows, out
from ..records.cells import no_runtimes, record_in_cells
from ..results.in_units import shown_table
from ..results.record_evidence import beside
from ..results.result import Result


def duty_rows(record: Cell, result: Result) -> Rows:
    """A header row, and a row for each bin of 5 °F, warm to cold; blank where record or case do not say.

    Raises InputError for a range that is no record, or one without runtimes.
    """
    rows = record if isinstance(record, list) and isinstance(record[0], list) else [[record]]
    found = beside(record_in_cells(rows), result.solution)
    if found is None:
        raise no_runtimes()
    table = shown_table(found.bins.table(), result.case.units)
    return [list(table), *([out(cell) for cell in row] for row in zip(*table.values(), strict=True))]
