"""The rebate form: a submission for one installation, which calculates the results it reports."""

from __future__ import annotations

from typing import Final

from openpyxl.utils.cell import coordinate_from_string

from xl_dualfuel.inputs.fields import UNIT_FIELDS
from xl_dualfuel.inputs.programme_files import PROGRAMMES
from xl_dualfuel.results.unmeetable import MENDS

from ..book.layout import HEADER_ROW
from ..formulas.cover import FIGURES
from . import answer, calculation, check_code, form_fields, problems, sheets
from .answering import AnsweringForm
from .calculation import problem_cell, unusual_cell
from .form import fixed
from .model_fields import asked_by

KIND: Final = "rebate"
PAGE: Final = "Form"
RESULTS: Final = "Results"
ABOUT: Final = {
    "Project": "programme, site, parties, building, the system before, a rate by time of day",
    PAGE: "the house, its climate, the heat pump, the furnace, prices; the source and date of each",
    "Equipment": "models, AHRI and NEEP numbers, controls",
    RESULTS: "what the form calculates, and the controls as the installer left them",
    "Evidence": "papers and photos that go with the form",
    "Calibration": "twelve bills against the model",
    "Signatures": "installer and reviewer",
}
_NOTES: Final = {
    "Project": "Who and where. The source of a value, such as the load report, belongs beside it.",
    "Equipment": "As installed, from data plates and certificates; say in Source which.",
    RESULTS: "The form calculates the results; the as-left settings are from the thermostat's own screens.",
    "Signatures": "Typed names and dates. The check code shows later whether an input was changed after signing.",
}
_HEAD: Final = {"problems": "B2", "status": "C2", "unusual": "E1", "setting": "B4", "saving": "B5"}
"""Where the answer is on the page of inputs, by name"""
_CHECK: Final = 5
"""Column of what is wrong with a cell"""
_FIGURES: Final = {
    "reported_switchover": "Setting to program", "reported_economic": "Economic balance point",
    "reported_thermal": "Thermal balance point", "reported_emissions": "Emissions balance point",
    "reported_annual_cost": "Season cost there", "reported_saving": "Saving against today's setting",
}  # fmt: skip
"""Each reported result as the figure of the Cover that it is"""
BY_PROGRAM: Final = ("The rules of this programme about the house and its equipment are judged by dualfuel run, not "
                      "by this form")  # fmt: skip


def write(form: AnsweringForm) -> None:
    """Write all sheets of the form but its guide."""
    sheets.inputs(form, KIND, PAGE)
    for sheet, sections in form_fields.SHEETS.items():
        sheets.fields(form, sheet, sheet, _NOTES[sheet], sections)
    sheets.listing(form, "Evidence", form_fields.EVIDENCE, "Tick off what is enclosed; the first column may be "
                   "changed.", (36, 14, 36, 14, 26))  # fmt: skip
    sheets.listing(form, "Calibration", form_fields.CALIBRATION, "Twelve bills in a row, other uses not taken out; the "
                   "model's columns are the reviewer's.", (16, 12, 12, 13, 13, 16, 16, 28))  # fmt: skip
    calculation.write(form)
    check_code.write(form)
    _checked(form)
    _results(form)
    _signed(form)


def _row_of(form: AnsweringForm, key: str) -> int:
    """The row of the cell of a key."""
    address = form.book.defined_names[f"in_{key}"].attr_text.rpartition("!")[2]
    return coordinate_from_string(address.replace("$", ""))[1]


def _checked(form: AnsweringForm) -> None:
    """What is wrong with each input, beside its row, and the answer on top of the page."""
    for key in (*UNIT_FIELDS, *asked_by(KIND)):
        row, cells = _row_of(form, key), [problem_cell(key)]
        if odd := unusual_cell(key):
            cells.append(odd)
        words = fixed(problems.first_words(key, KIND))
        form.own_formula(PAGE, row, _CHECK, f"={'&'.join(cells)}", words, "df wrapped note")
        form.warn(PAGE, f"C{row}:E{row}", f'$E{row}<>""')
    for row, label in ((2, "Cells to check"), (4, "Set the thermostat to"), (5, "Season cost")):
        form.put(PAGE, row, 1, label, "df label")
    answer.write(form, PAGE, _HEAD)


def _results(form: AnsweringForm) -> None:
    """The results that are reported, in the units of the form, and the answer in words."""
    figures = {figure.label: figure for figure in FIGURES}
    for key, label in _FIGURES.items():
        figure = figures[label]
        value = form.layout.scalar(figure.formula).removeprefix("=")
        shown = f"({value}-out_temperature_zero)/out_temperature_factor" if figure.unit == "°F" else value
        formula = f'=IF({answer.DONE},IF(ISNUMBER({value}),{shown},""),"")'
        style = "df money" if figure.unit == "$" else "df 0.0#"
        form.formula(RESULTS, _row_of(form, key), 3, formula, fixed(""), style)
    code = f'=IF(out_form_problems>0,"",{check_code.FORMULA})'
    form.own_formula(RESULTS, _row_of(form, "reported_check_code"), 3, code, fixed(""), "df 0")
    row = form.sheets[RESULTS].max_row + 2
    form.put(RESULTS, row, 1, "The answer in words", "df section")
    answer.write(form, RESULTS, {"outcome": f"B{row + 1}", "cost": f"B{row + 2}"})
    judged = ",".join(f'calc_programme="{key}"' for key, programme in PROGRAMMES.items()
                      if any(rule.kind in MENDS for rule in programme.rules))  # fmt: skip
    by_program = f'=IF({answer.DONE},IF(OR({judged}),"{BY_PROGRAM}.",""),"")'
    form.own_formula(RESULTS, row + 3, 2, by_program, fixed(""), "df plain")
    form.printed(RESULTS, f"$A${HEADER_ROW + 1}:$J${row + 3}")


def _signed(form: AnsweringForm) -> None:
    """Whether the inputs are still those that were signed for, above the table."""
    signed, now = "in_signed_check_code", "in_reported_check_code"
    same = f'IF({signed}={now},"The inputs are those signed for","The inputs were changed after signing")'
    form.own_formula("Signatures", 4, 1, f'=IF(OR({signed}="",{now}=""),"",{same})', fixed(""), "df status")
