"""The section of FUNCTIONS.md on a tariff in cells: its keys, its conditions, and an example that is calculated."""

from __future__ import annotations

from typing import Any, Final

from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.functions.arguments import INPUTS
from xl_dualfuel.functions.examples import IN_DENVER, TARIFF, call, values

_AS_IN_A_FILE: Final = "as in a [tariff file](../tariffs/README.md)"
_OF_FUEL: Final = "the same of the fuel"
KEYS: Final[dict[tuple[str, ...], str]] = {
    ("period",): "its name, its price [$/kWh]",
    ("otherwise",): "the period of all hours without a window",
    ("window",): "its period, then days, hours, months, in any order",
    ("price",): "in place of periods: one price [$/kWh], or twelve, January to December",
    ("delivery",): "added to the price of every hour [$/kWh]",
    ("rider",): "added too; it may have a name first, months, and be below 0: `fuel cost`, `-0.0256`, `months 10-5`",
    (
        "special",
    ): "a price of certain hours, last: `below 10`, `0.30`; `add -0.05` is added to the period's price. A name "
    "for it: `name cold hours`",
    ("control",): "hours in which the heat pump may not run: `17`, `21`, `months 11-3`, `below 30`, `read at 17`",
    ("block",): "its upper end and its price, the last one `above` and its price, by the kWh of a month. `per day`, "
    "periods or months make it one of another ladder. Beside `price` or periods it is added to them",
    ("household_kwh",): "use besides heating in a month, or twelve; it fills the blocks first",
    ("demand",): "$/kW of the highest hour of a month, the periods it is for, `ratchet 80`",
    ("fixed", "minimum", "tax_percent"): "$ a month, least bill of a month [$], percent of all",
    ("fuel_price",): "its price, or twelve, and its unit: `$/therm`",
    ("fuel_block", "fuel_rider", "fuel_fixed"): _OF_FUEL,
    ("fuel_minimum", "fuel_tax_percent", "fuel_other_use"): _OF_FUEL,
    ("carbon_price",): "$ for each metric ton of CO2",
    ("name", "year", "holiday"): _AS_IN_A_FILE,
    ("clock", "daylight_saving", "temperature_unit"): _AS_IN_A_FILE,
}
"""Keys and what is beside them"""
_TEXT: Final = """\
## A tariff in cells

`DF_TARIFF_COST`, `DF_TARIFF_BEST` and `DF_TARIFF_NOTES` take a tariff as rows: a key in the first cell, what it says in
the next ones. A rate of $0.28 on winter weekdays from 4 to 9 pm and $0.11 at other times, in a range named `in_tariff`:

{rows}

`={cost_call}` answers {cost}, the season's cost at the best setting; `={best_call}`
answers {best}, the setting. `={at_call}` is the season with the switchover at 30 °F: {at}.
The house is billed hour by hour for the year of its station. Other climates have typical days, which DF_TARIFF_NOTES
says. That function also says in words what to program, what was assumed, and each problem of a tariff with its row.

| key | what is beside it |
|---|---|
{keys}

Days are `weekday`, `weekend`, `saturday`, `sunday`, `holiday` or `every day`; hours two numbers (16 and 21), `16:30`
or `4 pm to 9 pm`; then `months 11-3`, `dates 01-15, 02-03`, `season 12-01 to 03-31`. Temperatures, in the unit of the
inputs unless `temperature_unit` says another, are `below 10` or `above 50`, with `until 14` and `hold 6 hours` where
the price lasts, and `read at 6` where one reading of the day decides; `coldest 40 hours` and `coldest 5 days` are
those of the year. All that a row says must hold. A column headed `note` is left out. Files are not read: own
photovoltaics, hourly prices and hourly use are for `dualfuel run --tariff`.
"""


def tariff_section() -> str:
    """The section, with the answers of its example."""
    arguments = [TARIFF, INPUTS, IN_DENVER]
    names = {TARIFF.name, INPUTS.name}
    rows = ["| " + " | ".join(map(_cell, row)) + " |" for row in TARIFF.rows or ()]
    keys = [f"| {', '.join(f'`{one}`' for one in named)} | {words} |" for named, words in KEYS.items()]
    return _TEXT.rstrip("\n").format(
        rows="\n".join(["| A | B | C | D | E | F |", "|---|---|---|---|---|---|", *rows]),
        keys="\n".join(keys),
        cost_call=call("DF_TARIFF_COST", arguments, names),
        best_call=call("DF_TARIFF_BEST", arguments, names),
        at_call=call("DF_TARIFF_COST", [*arguments, 30], names),
        cost=_answer("DF_TARIFF_COST", arguments),
        best=_answer("DF_TARIFF_BEST", arguments),
        at=_answer("DF_TARIFF_COST", [*arguments, 30]),
    )


def _answer(name: str, arguments: list[Any]) -> str:
    return f"{FUNCTIONS[name].python(*values(arguments)):.2f}".removesuffix(".00")


def _cell(cell: Any) -> str:
    return "" if cell is None else f"{cell:g}" if isinstance(cell, (int, float)) else str(cell)
