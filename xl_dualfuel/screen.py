"""What the command line shows: rich tables and sentences. Text from users is never read as markup."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from . import advice, example
from .balance import BalancePoint
from .result import Result

_LABELS = {
    "heat_pump_only": "Heat pump only",
    "furnace_only": "Furnace only",
    "optimized": "Recommended",
    "existing_switchover": "Existing switchover",
    "initial_guess": "Initial guess",
    "emergency_heat": "Emergency heat (strips)",
}
_WORDS = {
    "heat_pump_always": "none: the heat pump wins at every temperature of the season",
    "fuel_always": "none: the furnace wins at every temperature of the season",
    "not_modelled": "not modelled",
}
_COLUMNS = ("Scenario", "Switchover", "Cost $", "Saved $", "Electricity kWh", "Fuel", "Emissions t", "Furnace h")


def console() -> Console:
    """Standard output; wide enough for the table where it is no terminal."""
    out = Console(highlight=False)
    return out if out.is_terminal else Console(highlight=False, width=110)


def show(out: Console, result: Result) -> None:
    """The advice, the balance points and the scenarios."""
    out.print(Text(advice.sentence(result.solution), style="bold"))
    points = result.balance_points
    for label, point in zip(("Economic", "Thermal", "Emissions"), points, strict=True):
        out.print(Text(f"  {label} balance point: {_point(point)}"))
    out.print(Text(f"  Decided by {result.recommended.reason}"))
    out.print(_scenarios(result))


def _point(point: BalancePoint) -> str:
    if point.status == "not_modelled":
        return "not modelled (no capacities given)" if point.break_even_cop is None else _WORDS[point.status]
    if point.temperature is None:
        words = _WORDS[point.status]
    else:
        words = f"{point.temperature:.2f} °F"
        if point.status == "multiple":
            words += " (of several: " + ", ".join(f"{t:.2f}" for t in point.temperatures) + ")"
        if point.extrapolated:
            words += ", extrapolated"
    return words if point.break_even_cop is None else f"{words} (break-even COP {point.break_even_cop:.3f})"


def _scenarios(result: Result) -> RichTable:
    scenarios = result.table("scenarios")
    unit = scenarios["fuel_unit"][0]
    table = RichTable(title=None)
    for place, name in enumerate(_COLUMNS):
        table.add_column(f"Fuel {unit}" if name == "Fuel" else name, justify="right" if place else "left", no_wrap=True)
    for row in zip(
        *(
            scenarios[key]
            for key in (
                "scenario",
                "switchover",
                "annual_cost",
                "saving_vs_existing",
                "electricity_kwh",
                "fuel_units",
                "emissions_kg",
                "furnace_hours",
                "furnace_hours_fraction",
            )
        ),
        strict=True,
    ):
        name, switchover, cost, saving, kwh, fuel, kg, hours, fraction = row
        table.add_row(
            _LABELS[name],
            "–" if switchover is None else f"{switchover:g} °F",
            f"{cost:,.2f}",
            "–" if name == "existing_switchover" else f"{saving:,.2f}",
            f"{kwh:,.0f}",
            f"{fuel:,.1f}",
            f"{kg / 1000:.3f}",
            f"{hours:,.0f} ({fraction:.1%})",
            style="bold" if name == "optimized" else None,
        )
    return table


def show_example(out: Console, result: Result) -> None:
    """Published and computed figures side by side."""
    table = RichTable(title=None)
    table.add_column("Worked example")
    table.add_column("Published", justify="right")
    table.add_column("Computed", justify="right")
    for row in example.compare(result):
        table.add_row(*row)
    out.print()
    out.print(table)
    out.print(Text(f"{example.SOURCE} {example.WHY}"))
