"""What the command line shows: rich tables and sentences. Text from users is never read as markup."""

from __future__ import annotations

import textwrap
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from rich import box
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table as RichTable
from rich.text import Text

from ..inputs.units_given import Units, temperature
from ..model.balance import BalancePoint
from ..model.scenarios import LABELS
from ..model.storage import FuelStorage
from ..results import example, setting_words
from ..results.case_units import degrees, quantity, tenths
from ..results.read import record_line, weather_line
from ..results.result import Result
from ..units import FUELS
from .messages import is_quiet

if TYPE_CHECKING:
    from xl_dualfuel.workbook.verify.findings import Verdict

    from ..decisions.words import Rows

_WORDS = {
    "heat_pump_always": "none: the heat pump wins at every temperature of the season",
    "fuel_always": "none: the furnace wins at every temperature of the season",
    "not_modelled": "not modelled",
}
_COLUMNS = {
    "at": "switchover",
    "Cost $": "annual_cost",
    "Saved $": "saving_vs_existing",
    "kWh": "electricity_kwh",
    "Fuel": "fuel_units",
    "CO2 t": "emissions_kg",
    "Furn. h": "furnace_hours",
    "share": "furnace_hours_fraction",
    "Cold h": "unmet_hours",
}
_PLAIN_WIDTH = 100
_MOST = 120
"""Columns of a terminal that are used: longer lines are hard to read."""
_WIDEST = 1000
_LISTED = 6
"""Balance points that a line names one by one."""


def console() -> Console:
    """Standard output; wide enough for the table where it is no terminal."""
    out = Console(highlight=False)
    out.width = min(out.width, _MOST) if out.is_terminal else _PLAIN_WIDTH
    return out


def say(out: Console, line: str, style: str = "") -> None:
    """A line, that ends between words on a terminal with the rest indented; elsewhere it is one line."""
    if not out.is_terminal:
        out.print(Text(line, style=style), soft_wrap=True)
        return
    indent = " " * (4 + len(line) - len(line.lstrip()))
    wrapped = textwrap.fill(line, out.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
    out.print(Text(wrapped, style=style), soft_wrap=True)


def print_table(out: Console, table: RichTable) -> None:
    """A table; where the terminal is too narrow for its words they are wrapped, but never a number."""
    given = out.width
    out.width = max(given if out.is_terminal else _MOST, Measurement.get(out, out.options, table).minimum)
    out.print(table)
    out.width = given


def new_table(*headings: str, is_text: Container[int] = (0,)) -> RichTable:
    """An empty table: columns of numbers, but for those with text, which may be wrapped."""
    table = RichTable(box=box.SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="left" if place in is_text else "right", no_wrap=place not in is_text,
                         overflow="fold")  # fmt: skip
    return table


def show_decisions(out: Console, parts: Iterable[str | Rows]) -> None:
    """The sentences and tables of decide and compare; the first sentence is the result."""
    for number, part in enumerate(parts):
        if isinstance(part, str):
            say(out, part, "" if number else "bold")
            continue
        table = new_table(*part.headings)
        for row in part.rows:
            table.add_row(*map(Text, row))
        print_table(out, table)


def show(out: Console, result: Result) -> None:
    """The advice, the balance points and the scenarios."""
    say(out, result.headline, "bold")
    points, s = result.balance_points, result.solution
    for label, where in zip(("Economic", "Thermal", "Emissions"), points, strict=True):
        say(out, f"  {label} balance point: {point(where, s.case.units)}")
    recommended = degrees(result.recommended.switchover, s.parameters)
    say(out, f"  Why {recommended}: {result.recommended.reason}")
    for constraint in s.setting.constraints:
        if constraint.set_aside is not None and constraint.id in ("thermostat_step", "programme"):
            at = degrees(s.setting.switchover, s.parameters)
            say(out, f"  Why {at}: {setting_words.message(constraint, s)}")
    if result.judgement:
        say(out, f"  Programme: {result.judgement.sentence()}")
    table = _scenarios(result)
    if width_of(table) > out.width:
        table = _scenarios(result, without="share")
    print_table(out, table)
    show_evidence(out, result, result.fuel_storage)


def show_evidence(out: Console, result: Result, storage: FuelStorage) -> None:
    """Strips, fuel and tank, and what weather, record and bills say of the house."""
    for line in _backup(result, storage):
        say(out, f"  {line}")
    if line := weather_line(result.case):
        say(out, f"  Weather: {line}")
    if line := record_line(result.case):
        say(out, f"  Record: {line}")
    if result.record:
        from ..results import record_words

        for line in record_words.lines(result.solution, result.record):
            say(out, f"    {line}")
    if result.bills:
        from ..results import bill_words  # here, as below: few houses have bills or a record

        for number, line in enumerate(bill_words.lines(result.solution, result.bills)):
            say(out, f"  Bills: {line}" if not number else f"  {line}")


def _backup(result: Result, storage: FuelStorage) -> Iterator[str]:
    """Strips, tank and meter, where the case has them."""
    units = result.case.units
    strips, meter = result.auxiliary_heat, result.metered_check
    if strips.capacity_btuh is not None:
        at = temperature(strips.design_temperature, units)
        if strips.shortfall_btuh > 0:
            stock = strips.strip_kw_stock
            size = "more than any stock size" if stock is None else f"order {stock:g} kW"
            short = quantity(strips.shortfall_btuh, "BTU/h", units)
            strip_words = f"falls {short} short: {strips.strip_kw_needed:.1f} kW of strips ({size})"
        else:
            load = quantity(strips.design_load_btuh, "BTU/h", units)
            strip_words = f"carries the whole design load of {load}: no strips are needed"
        yield f"At {at} the heat pump {strip_words}."
        yield f"Without the furnace, strips would run {strips.auxiliary_hours:,.0f} hours a season."
    if not FUELS[str(result.case.inputs["fuel"])].piped or storage.usable_units is not None:
        yield from _fuel(storage, units, "in the recorded hours" if result.case.is_partial else "a season")
    if meter is not None:
        yield f"Meter: {meter.metered_kwh:,.0f} kWh against {meter.modelled_kwh:,.0f} modelled: {meter.message}"


_FEW: Final = 20
"""Amounts below this are shown with a decimal, such as tons"""


def _fuel(storage: FuelStorage, units: Units, of_all: str) -> Iterator[str]:
    """The fuel to hold at the setting to program and today's, and the tank."""
    amounts = [
        (of_all, storage.season_units, storage.existing_season_units),
        ("in the worst 10 days in a row", storage.worst_10_days_units, storage.existing_worst_10_days_units),
    ]
    if storage.cold_snap_hours and storage.cold_snap_temperature is not None:
        at = temperature(storage.cold_snap_temperature, units)
        colder = f"in the {storage.cold_snap_hours:,.0f} hours colder than {at}"
        amounts.append((colder, storage.cold_snap_units, storage.existing_cold_snap_units))
    unit = storage.fuel_unit
    digits = int(max(amount or 0 for _, *both in amounts for amount in both) < _FEW)
    for when, new, now in amounts:
        if new is not None and now is not None:
            yield f"Fuel {when}: {new:,.{digits}f} {unit}, with today's setting {now:,.{digits}f}."
    tank = [] if storage.tank_needed_units is None else [f"{storage.tank_needed_units:,.{digits}f} {unit} or larger"]
    if storage.autonomy_days is not None:
        tank.append(f"yours lasts {storage.autonomy_days:.1f} days at the design load")
    if storage.deliveries is not None:
        tank.append(f"{storage.deliveries} deliver{'y' if storage.deliveries == 1 else 'ies'} {of_all}")
    if tank:
        yield f"Tank: {', '.join(tank)}."


def point(of: BalancePoint, units: Units) -> str:
    """A balance point in words."""
    if of.status == "not_modelled":
        return "not modelled (no capacities given)" if of.break_even_cop is None else _WORDS[of.status]
    if of.temperature is None:
        words = _WORDS[of.status]
    else:
        words = tenths(of.temperature, units)
        if of.status == "multiple":
            every = of.temperatures
            numbers = [tenths(t, units).split()[0] for t in every]
            ends = f", {numbers[-1]} to {tenths(every[0], units)}"
            words += f" (of several{': ' + ', '.join(numbers) if len(every) <= _LISTED else ends})"
        if of.extrapolated:
            words += ", an estimate"
    if of.break_even_cop is None:
        return words
    alone = of.price_only_cop
    by_prices = "" if alone in (None, of.break_even_cop) else f"; {alone:.3f} without the blower"
    return f"{words} (break-even COP {of.break_even_cop:.3f}{by_prices})"


def width_of(table: RichTable) -> int:
    """How many columns a table takes where nothing of it is wrapped."""
    out = Console(width=_WIDEST)
    return Measurement.get(out, out.options, table).maximum


def _scenarios(result: Result, without: str = "") -> RichTable:
    """The scenarios, each a row; without: a column that a narrow terminal has no room for."""
    scenarios = result.table("scenarios")
    units, unit = result.case.units, scenarios["fuel_unit"][0]
    table = RichTable(box=box.SIMPLE_HEAD, padding=0, pad_edge=False)
    table.add_column("Scenario", no_wrap=True)
    columns = [name for name in _COLUMNS if name != without]
    for name in columns:
        heading = unit if name == "Fuel" else name.replace("$", units.currency)
        table.add_column(heading, justify="right", no_wrap=True)
    for place, name in enumerate(scenarios["scenario"]):
        at, cost, saving, kwh, fuel, kg, hours, share, cold = (scenarios[key][place] for key in _COLUMNS.values())
        if cost is None:
            table.add_row(LABELS[name], "no strips")
            continue
        cells = (
            "–" if at is None else temperature(at, units),
            f"{cost:,.2f}",
            "–" if name == "existing_switchover" or saving is None else f"{round(saving, 2) + 0.0:,.2f}",
            f"{kwh:,.0f}",
            f"{fuel:,.1f}",
            f"{kg / 1000:.3f}",
            f"{hours:,.0f}",
            "–" if share is None else f"{share:.1%}",
            f"{cold:,.0f}" if cold else "–",
        )
        table.add_row(
            LABELS[name],
            *(cell for column, cell in zip(_COLUMNS, cells, strict=True) if column in columns),
            style="bold" if name == ("setting" if "setting" in scenarios["scenario"] else "optimized") else None,
        )
    return table


def show_example(out: Console, result: Result) -> None:
    """Published and computed figures side by side."""
    table = RichTable(box=box.SIMPLE_HEAD)
    table.add_column("Worked example")
    table.add_column("Published", justify="right")
    table.add_column("Computed", justify="right")
    for row in example.compare(result):
        table.add_row(*row)
    out.print()
    out.print(table)
    say(out, f"{example.SOURCE} {example.WHY}")


def show_verdicts(out: Console, verdicts: Sequence[Verdict], technical: bool = False) -> None:
    """Each file with its verdict and findings, those that need somebody first, and at the end how many have which.

    technical: remarks on how files are built too, and the id of each finding. With --quiet what looks wrong, no more.
    """
    from xl_dualfuel.workbook.verify.advice import SAID, said, to_do
    from xl_dualfuel.workbook.verify.findings import WEIGHTS, counted
    from xl_dualfuel.workbook.verify.report import in_order

    for verdict in in_order(verdicts):
        say(out, f"{verdict.name}: {verdict.words}", "bold")
        if is_quiet():
            for finding in verdict.shown():
                if finding.severity != "info":
                    say(out, f"  {WEIGHTS[finding.severity]}: {finding.place or 'the file'}: {finding.in_words}")
            continue
        names = ", ".join(filter(None, (said(verdict, key) for key in SAID)))
        if names:
            say(out, f"  {names}")
        if todo := to_do(verdict):
            say(out, f"  {todo}.")
        if verdict.no_clean:
            say(out, f"  No clean copy: {verdict.no_clean}.")
        shown = verdict.shown(technical)
        if len(verdicts) > 1 and not technical:
            shown = [finding for finding in shown if not finding.is_note]  # what was assumed
        if not shown:
            continue
        table = new_table("Weight", "Where", "Finding", is_text=(0, 1, 2))
        for finding in shown:
            words = f"{finding.in_words} [{finding.id}]" if technical else finding.in_words
            table.add_row(WEIGHTS[finding.severity], Text(finding.place or "the file"), Text(words))
        print_table(out, table)
    say(out, counted(verdicts))
