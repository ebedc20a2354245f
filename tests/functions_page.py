"""FUNCTIONS.md, the page of the worksheet functions: from the registry, its examples calculated when it is made."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from tariff_page import tariff_section
from xl_dualfuel.functions import CATEGORY, FUNCTIONS, Function
from xl_dualfuel.functions.arguments import Argument
from xl_dualfuel.functions.examples import call, typed_constant, values
from xl_dualfuel.hosts.calc.xcu import zero_is_blank
from xl_dualfuel.hosts.names.functions import OFFERED
from xl_dualfuel.inputs.cells import MARK, TEXT_LIMIT
from xl_dualfuel.results.columns import BINS, SCENARIOS, SWITCHOVER, Column
from xl_dualfuel.version import __version__

TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "DF_BIN_TABLE": BINS,
    "DF_SWITCHOVER_CURVE": SWITCHOVER,
    "DF_SCENARIOS": SCENARIOS,
}
"""Functions that answer with a table described elsewhere."""

LINKED: Final = (
    ("English: `,` between arguments", '{"electricity_price",0.20}', 'CHOOSE({1,2},"electricity_price",B2)'),
    ("the same in Excel 365", '{"electricity_price",0.20;"cop_47",3.6}',
     'VSTACK(HSTACK("electricity_price",B2),HSTACK("cop_47",B3))'),
    ("decimal comma, and so `;` between arguments", '{"electricity_price"\\0,20}',
     'CHOOSE({1\\2};"electricity_price";B2)'),
    ("the same in German, where a row may have `.` for `\\`", '{"electricity_price"\\0,20}',
     'WAHL({1\\2};"electricity_price";B2)'),
    ("LibreOffice Calc with a decimal comma", '{"electricity_price".0,20}', 'CHOOSE({1.2};"electricity_price";B2)'),
)  # fmt: skip
"""How a change is typed, and how it is linked to a cell, by the settings of the computer."""

_HEAD = """\
# The worksheet functions

`xl_dualfuel` {version}. Made by `tests/update_pages.py`; the answers of the examples are calculated.

`inputs` is a range with input keys or labels beside their values, such as the range `in_all` of a workbook that this
program writes, or a table headed `name` and `value`. Without it the worked example is used, so `=DF_BALANCE_POINT()`
answers at once. `changes` is the same kind of range, or an array like `{{"electricity_price",0.20}}`, and wins. The
keys, their units and their ranges are on the Inputs sheet of every workbook and in INPUTS.md
(`xl_dualfuel/inputs/INPUTS.md`). Temperatures of an answer are in °F, or in °C where the inputs say
`temperature_unit` C; so is a `switchover` that is given. A heading with a unit in its name (`load_btuh`) keeps
that unit. Files are not read: no `weather_file`, no `runtime_file`.

Lay the cells out as you like: keys in any letter case, a title above, any header, blank rows and columns, a column
of units in your own words ("degF", "dollars per kWh"), or keys in one row and values in the row below. A value with
another unit beside it (°C, kW, tons, ¢/kWh) is read in that unit. Whole columns end at the last filled row:
`=DF_CHECK(A:B)`, `=DF_PORTFOLIO(A:F)`; Calc takes seconds to hand them over. Several rows or columns of values are
refused: DF_PORTFOLIO takes many homes.

A blank cell is taken as omitted, 0 as 0. Keys, scenarios, measures, fuels and other words may be in any letter case.
Nothing is volatile, and nothing is kept but solved cases. A table comes whole from one call.

## A value linked to a cell

An array in braces holds no cell. To change an input to what a cell holds, write CHOOSE, or HSTACK in Excel 365; VSTACK
puts several HSTACK below each other. Separators go by the settings of the computer, the words `CHOOSE` and `HSTACK` by
the language of Excel:

| settings | a change typed in | a change linked to B2 |
|---|---|---|
{linked}

{tariff}

## When something is wrong

A cell shows an error where there is no right answer, as with Excel's own functions: a sum over it is that error, so
is a comparison, and IFERROR, ISERROR and ISNA see it.

| in the arguments | answer |
|---|---|
| a value out of its range, an unknown key, a missing one | `#VALUE!` |
| no problem, but the answer does not exist: there is no balance point, one of two settings leaves the house colder | \
`#N/A` |
| an error, in a cell or anywhere in a range | the same error |
| one cell of a range whose cells are answered one by one (`temperature`, `values`, prices, homes, options) | the \
error in its own place, the others answered |

The words are elsewhere. `DF_CHECK` has one row for each problem and each doubt: `cop_17 = -1: must be more than 0 and \
at most 20. Give the COP at 17 °F, such as 2.2`. `DF_NOTES` has these too, and `DF_STATUS` says why there is no \
balance point. A
function that answers with a table shows `#VALUE!` and the words beside it in one row; DF_PORTFOLIO, DF_COMPARE and
DF_SENSITIVITY have a column `problem`, DF_PRICE_MATRIX a row of words below the grid. In xlwings Lite the words also
show where the pointer is on the cell's mark. An argument that is an input has the limits of the input:
`DF_CHECK({{"cop_47",25}})` says what is wrong with a COP of 25 in DF_COP. In Python (`xl_dualfuel.functions`) errors
are texts: Excel's own, or `{mark}` with the words, up to {limit} characters.

In a table a cell is blank where a number does not apply, such as the cost of a way that is not available. To Excel
such a blank is text, which is greater than any number: take a single number from DF_SCENARIO, which is `#N/A` there.

In a column `status`, `crosses` means that the sources change places at the switchover; with `heat_pump_always` and
`fuel_always` one of them heats best all season.

## What a call costs

A call takes desktop Excel about 4 to 13 ms through xlwings, whatever is calculated (its issue 1976). The engine needs
under 1 ms for a house, and ten functions on one range of inputs solve it once. So a thousand cells with a function of
their own take 4 to 13 s, and take it again when the range they share is changed.

Put many homes into one DF_PORTFOLIO, many values of an input into one DF_SENSITIVITY, and prices into one
DF_PRICE_MATRIX. Each is one call: 5,000 homes take the engine under 0.1 s. For several numbers of a table, call the
table once and refer to its cells. In Calc a call takes under 0.1 ms; Excel calculates LAMBDA names itself.

## Where they run

| | desktop Excel, Windows: `xl_dualfuel.xlam` | Excel on Windows, Mac, web: xlwings Lite | LibreOffice Calc: \
`dualfuel.oxt` | Excel 365, 2024, web: LAMBDA names |
|---|---|---|---|---|
| calculates in | Python with xlwings | Lite's own Python, in the workbook | LibreOffice's Python with \
numpy | Excel itself |
| a refused input shows | `#VALUE!` | `#VALUE!`, the words on its mark | `#VALUE!` | `#VALUE!` |
| an error in an argument shows | the same error | the same error; newer ones, such as `#SPILL!`, as `#VALUE!` | the \
same error; in a range `Err:504`, which ISERROR and IFERROR take for an error too | the same error |
| Python does not start, or a package is missing | `#VALUE!`, the cause in DF_VERSION and beside the error of a \
table | the add-in says so | as in desktop Excel | – |
| a blank cell by itself | omitted | omitted | 0, which an optional argument takes as omitted, but {zeros} as 0 | \
omitted |
| a table | spills in 365 and 2021; before, select the range and press Ctrl+Shift+Enter | spills | select the range \
and press Ctrl+Shift+Enter | spills |
| cells with a currency format | arrive with 4 decimals: give $/kWh another format | as they are | as they are | as \
they are |
| functions | all | all | all | those marked in the list below |

A LAMBDA name of a workbook wins over the add-in's function of that name.

### The desktop add-in

`dualfuel addin install` on that machine puts it into Excel; the page of the hosts (`xl_dualfuel/hosts/README.md`) says
what to do where that is not possible or macros are blocked. Insert Function lists the functions under {category},
with this help; so does the free add-in Excel-DNA IntelliSense while a formula is typed. Python starts with Excel, once
for all workbooks.
Which Python: that of `Interpreter_Win` on the add-in's sheet, set when the add-in is made; if blank, the environment
variable `XL_DUALFUEL_PYTHON` (the path of a `pythonw.exe`); if that is not set, `pythonw` on the PATH. Nothing else
can be run from a cell, and no setting is read from other workbooks. After an update of `xl_dualfuel` or xlwings install
the add-in again.

"""


def functions_markdown() -> str:
    """Every function with its arguments, units, ranges, an example and its answer, errors, and what each host shows."""
    zeros = ", ".join(f"`{name}`" for name in zero_counts())
    linked = "\n".join(f"| {settings} | `{array}` | `{call}` |" for settings, array, call in LINKED)
    head = _HEAD.format(version=__version__, mark=MARK.strip(), limit=TEXT_LIMIT, category=CATEGORY, zeros=zeros,
                        linked=linked, tariff=tariff_section())  # fmt: skip
    sections = (line for function in FUNCTIONS.values() for line in _section(function))
    return head + "\n".join([*_overview(frozenset(OFFERED)), *sections, ""])


def zero_counts() -> tuple[str, ...]:
    """The optional arguments that a blank cell of Calc is 0 for, since 0 can be their value."""
    every = (one for function in FUNCTIONS.values() for one in function.arguments)
    return tuple(dict.fromkeys(one.name for one in every if one.optional and not zero_is_blank(one)))


def _overview(offered: frozenset[str]) -> Iterator[str]:
    yield "## All of them"
    yield ""
    yield "| function | answer | LAMBDA |"
    yield "|---|---|---|"
    for function in FUNCTIONS.values():
        yield f"| [{function.name}](#{function.name.lower()}) | {function.doc} | {_yes(function.name in offered)} |"


def _yes(true: bool) -> str:
    return "yes" if true else ""


def _section(function: Function) -> Iterator[str]:
    signature = ", ".join(f"[{one.name}]" if one.optional else one.name for one in function.arguments)
    yield ""
    yield f"### {function.name}"
    yield ""
    yield f"`{function.name}({signature})`: {function.doc}"
    yield ""
    if function.arguments:
        yield "| argument | | what it is, [unit], range |"
        yield "|---|---|---|"
        for one in function.arguments:
            yield f"| `{one.name}` | {_kind(one)} | {one.help.replace('|', chr(92) + '|')} |"
        yield ""
    yield f"Example: `={call(function.name, function.example)}` answers{_answer(function)}"


def _kind(argument: Argument) -> str:
    return ("optional" if argument.optional else "needed") + (", range" if argument.array else "")


def _answer(function: Function) -> str:
    """Behind the word answers: a value, an array, or a table with its header; of large tables the columns alone."""
    answer = function.python(*values(function.example))
    if not isinstance(answer, list):
        return f" `{_shown(answer)}`."
    if columns := TABLES.get(function.name):
        return f" {len(answer) - 1} rows below a header. Columns: {', '.join(map(_column, columns))}."
    if len(answer[0]) == 1:
        return f" `{typed_constant(answer)}`."
    header, *rows = ("| " + " | ".join(map(_shown, row)) + " |" for row in answer)
    return "\n".join(["", "", header, "|---" * len(answer[0]) + "|", *rows])


def _column(column: Column) -> str:
    unit = f" [{column.unit}]" if column.unit else ""
    return f"`{column.key}`{unit}" + (f" ({column.help})" if column.help else "")


def _shown(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
