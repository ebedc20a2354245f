"""Blocks of cells and running columns of the audit workbook, written by hand for the LAMBDA names.

Edges of bins and running sums use the row above or below; measured bins, a region's hours and the points of the heat
pump are blocks of cells on a sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, Final

from xl_dualfuel.workbook.formulas import bends, parts, points, scalars, tables

from ...inputs.regions import REGION_DESIGN, REGION_FRACTIONS
from ...inputs.settings import SETTINGS
from ...model.climate import SAME
from ...model.ratings import HEAT_PUMP_AT
from .literals import column_of, constant, number
from .rewriting import of_measured_bins

Get = Callable[[Any], str]
"""The formula of a block, from the Model that needs it"""

_RATED = {line.name: line.formula for line in points.scalars(0)}
_FAR = number(1e6)
_CAPACITY = 2
"""Place of the capacity in a point"""
_FEET = 1000.0
_ROWS = max(map(len, REGION_FRACTIONS.values()))
_REGIONS = constant(
    [fractions[row] if row < len(fractions) else 0 for fractions in REGION_FRACTIONS.values()] for row in range(_ROWS)
)
_RUNS = ("scenario", "switchover", "used_switchover", "dual", "heat_pump", "emergency")
_OWN_SEASON = "setting"
"""The scenario that has bins of its own"""


def _points(speed: str, place: int) -> Get:
    """A column of a speed's points: of the performance table, or of the rating points."""

    def formula(m: Any) -> str:
        rated = ",".join(m.text(point[place]) for point in points.formulas(0, "", speed))
        altitude = f"*{m.scalar('heat_pump_altitude')}" if place == _CAPACITY else ""
        table = f"INDEX({m.scalar('dry_rows')},0,{place + 1}){altitude}"
        return f'IF({m.scalar("performance_table")}="",VSTACK({rated}),{table})'

    return formula


def _dry_rows(m: Any) -> str:
    """The rows of the performance table; the frosting test is no point of the dry lines with defrost = ahri."""
    table, tested = m.scalar("performance_table"), f'AND({m.scalar("defrost")}="ahri",ROWS(every)>2)'
    frosting = m.scalar("rating_frosting")
    dry = f"LET(every,DF__TABLE({table},3),IF({tested},FILTER(every,INDEX(every,0,1)<>{frosting}),every))"
    return f'IF({table}="",{{0,0,0}},{dry})'


def _tested(column: int) -> Get:
    """COP or capacity of the frosting test: a rating point, or the table's row where it has three."""

    def formula(m: Any) -> str:
        table, at = m.scalar("performance_table"), m.scalar("rating_frosting")
        own = m.text(_RATED[("tested_cop", "tested_capacity")[column - 2]])
        row = f"LET(every,DF__TABLE({table},3),row_,IFERROR(XMATCH({at},INDEX(every,0,1)),0),"
        row += f'IF(AND(row_>0,ROWS(every)>2),INDEX(every,MAX(1,row_),{column}),""))'
        return f'IF({table}="",{own},{row})'

    return formula


def _start(points_column: str) -> Get:
    """A column of points where segments start; the first is there twice, or a single one would be no array."""
    return lambda m: f"VSTACK(TAKE({m.scalar(points_column)},1),DROP({m.scalar(points_column)},-1))"


def _slope(points_column: str) -> Get:
    def rise(m: Any) -> str:
        t, v = m.scalar("points_temperature"), m.scalar(points_column)
        each = f"(DROP({v},1)-DROP({v},-1))/(DROP({t},1)-DROP({t},-1))"
        return f"LET(rise,{each},VSTACK(TAKE(rise,1),rise))"

    return rise


def _from(m: Any) -> str:
    """Where each segment begins; the first ones begin below every temperature there is."""
    t = m.scalar("points_temperature")
    return f"MAP(SEQUENCE(ROWS({t})),LAMBDA(at,IF(at<3,at*{_FAR}-3*{_FAR},INDEX({t},at-1))))"


def _of_speed(speed: str) -> dict[str, Get]:
    """The segments of a speed; where they begin is the same for all."""
    blocks: dict[str, Get] = {}
    for place, quantity in ((1, "cop"), (_CAPACITY, "capacity")):
        column = f"{speed}_points_{quantity}"
        blocks |= {
            column: _points(speed, place),
            f"{speed}_{quantity}": _start(column),
            f"{speed}_{quantity}_slope": _slope(column),
        }
    return blocks


def _or_table(name: str, with_table: str) -> Get:
    """What the rating points make it, or the performance table."""

    def formula(m: Any) -> str:
        table = m.scalar("performance_table")
        return f'IF({table}="",{m.text(_RATED[name])},{with_table.format(f"INDEX(DF__TABLE({table},3),0,1)")})'

    return formula


FROST_LINES: Final = tuple(
    f"{parts.frost_name(speed)}_{part}"
    for speed in points.SPEEDS
    for part in ("heat_cold", "heat_slope", "power_cold", "power_slope")
)
"""What DF__FROST returns: capacity and power of each speed under the frost of AHRI, at 17 °F and per °F"""


def _frost_line(place: int) -> Get:
    return lambda m: f"INDEX({m.scalar('frost_lines')},{place})"


def _setting(column: str) -> Get:
    cells = [getattr(setting, column) for setting in scalars.SETTINGS if setting.scenario != _OWN_SEASON]
    if column == "scenario":
        return lambda _: column_of(cells)
    if all(isinstance(cell, int) for cell in cells):
        return lambda _: column_of(map(float, cells))
    return lambda m: f"VSTACK({','.join(m.text(cell) for cell in cells)})"


def _edges(m: Any) -> str:
    """Edges of bins that can be cut, warm to cold, with those at the case's settings and at ``cut`` ("" for none)."""
    top, bottom, width, count = (
        m.scalar(name) for name in ("cuttable_top", "edge_bottom", "edge_width", "regular_bins")
    )
    settings = ",".join(m.scalar(key) for key in (*SETTINGS, "used_load_balance"))
    return (
        f"LET(regular,VSTACK({top}-SEQUENCE({count},1,0)*{width},{bottom}),"
        f"moved,MAP(VSTACK({settings},cut),LAMBDA(each,IF(ISNUMBER(each),MAX({bottom},MIN({top},each)),{top}))),"
        "sorted,SORT(VSTACK(regular,moved),1,-1),"
        f"FILTER(sorted,VSTACK(TRUE,DROP(sorted,-1)-DROP(sorted,1)>={number(SAME)})))"
    )


def _bins(m: Any) -> str:
    """How many bins there are."""
    if ("Bins", "low") in m.columns:
        return f"ROWS({m.array('Bins', 'low')})"
    return f'IF({m.scalar("climate")}="bins",{m.scalar("climate_rows")},ROWS({m.scalar("edges")})-1)'


def _edge(key: str, of_bin: str) -> Get:
    """Lower or upper edges: of measured bins the workbook's formula, of others those between the cuts."""

    def formula(m: Any) -> str:
        measured = m.mapped("Bins", of_measured_bins(tables.BINS[key]))
        return f'IF({m.scalar("climate")}="bins",{measured},{of_bin.format(m.scalar("edges"))})'

    return formula


def _cuts(m: Any) -> str:
    """Where a curve may bend, moved into the range as the workbook does it."""
    *formulas, of_point = bends.formulas(["each"])
    cuts = ",".join(m.text(formula) for formula in formulas)
    points_cut = f"MAP({m.scalar('points_temperature')},LAMBDA(each,{m.text(of_point)}))"
    return f"SORT(UNIQUE(VSTACK({cuts},{points_cut})))"


def capacity_cuts(m: Any) -> str:
    """The same, and where the capacities of two speeds cross."""
    lines = ("fast_temperature", "fast_capacity", "fast_capacity_slope", "slow_capacity", "slow_capacity_slope")
    crossing = bends.segment_crossing("{}")
    for line in lines:
        crossing = crossing.replace(f"out_{line}", f"each_{line}")
    arrays, each = ",".join(map(m.scalar, lines)), ",".join(f"each_{line}" for line in lines)
    segments = f"MAP({arrays},LAMBDA({each},{m.text(crossing)}))"
    return f"SORT(UNIQUE(VSTACK({m.scalar('balance_cuts')},{segments},{m.text(bends.frost_crossing())})))"


HAND: Final[dict[str, Get]] = {
    # One row more, as on a sheet there is always one below.
    "climate_table": lambda m: (
        f'IF({m.scalar("climate")}="bins",SORT(DF__TABLE({m.scalar("bin_table")},2),1,-1),{{0,0}})'
    ),
    "climate_temperature": lambda m: f"VSTACK(INDEX({m.scalar('climate_table')},0,1),0)",
    "climate_hours": lambda m: f"VSTACK(INDEX({m.scalar('climate_table')},0,2),0)",
    "climate_rows": lambda m: (
        f'IF({m.scalar("climate")}="region",ROWS({m.scalar("region_fraction")}),ROWS({m.scalar("climate_table")}))'
    ),
    "region_fraction": lambda m: (
        f'IF({m.scalar("climate")}="region",LET(fractions,INDEX({_REGIONS},0,'
        f"XMATCH({m.scalar('region')},{constant([REGION_FRACTIONS])})),FILTER(fractions,fractions>0)),{{0}})"
    ),
    "edges": _edges,
    "cuttable_top": lambda m: m.text('IF(in_climate="region",c_region_top,in_indoor_setpoint)'),
    "edge_bottom": lambda m: m.text(
        'IF(in_climate="region",c_region_top-out_climate_rows*c_region_width,in_design_temperature)'
    ),
    "region_design": lambda m: (
        f"INDEX({column_of(REGION_DESIGN.values())},XMATCH({m.scalar('region')},{constant([REGION_DESIGN])}))"
    ),
    "edge_width": lambda m: m.text('IF(in_climate="region",c_region_width,in_bin_width)'),
    "regular_bins": lambda m: m.text(
        'IF(in_climate="region",out_climate_rows,'
        "ROUNDUP(ROUND((in_indoor_setpoint-in_design_temperature)/in_bin_width,c_digits),0))"
    ),
    "bins": _bins,
    "fuel_unit_key": lambda _: "DF__FUEL_UNITS()",
    "fuel_unit_heat": lambda _: "DF__FUEL_HEATS()",
    "fuel_unit_counted": lambda _: "DF__FUEL_COUNTED()",
    "points_temperature": _points("segment", 0),
    "dry_rows": _dry_rows,
    "tested_cop": _tested(2),
    "tested_capacity": _tested(3),
    **{f"{speed}_from": _from for speed in points.SPEEDS},
    **{f"{speed}_temperature": _start("points_temperature") for speed in points.SPEEDS},
    **{name: block for speed in points.SPEEDS for name, block in _of_speed(speed).items()},
    "frost_lines": lambda _: "DF__FROST(case,segments)",
    **{name: _frost_line(place) for place, name in enumerate(FROST_LINES, 1)},
    "altitude_feet": lambda _: column_of(_FEET * place for place in range(len(HEAT_PUMP_AT))),
    "altitude_factor": lambda _: column_of(HEAT_PUMP_AT),
    "altitude_slope": lambda _: column_of([*((b - a) / _FEET for a, b in pairwise(HEAT_PUMP_AT)), 0.0]),
    "capacity_limits": _or_table("capacity_limits", "TRUE"),
    **{name: _or_table(name, "0") for name in ("stands_in", "has_slow", "has_fast")},
    "rated_from": _or_table("rated_from", "MIN({})"),
    "rated_to": _or_table("rated_to", "MAX({})"),
    "balance_from": lambda m: m.text("MIN([Bins.low])"),
    "balance_to": lambda m: m.text("MAX(in_indoor_setpoint,out_balance_from)"),
    "balance_cuts": _cuts,
    "capacity_cuts": lambda _: "DF__CAPACITY_CUTS(case,numbers,segments)",
    **{f"setting_{column}": _setting(column) for column in _RUNS},
}
"""Blocks of cells in the audit workbook, and what is written otherwise."""


def _running(values: str) -> Get:
    """0, then the running sum from the warm end."""
    return lambda m: f"VSTACK(0,SCAN(0,{m.array('Bins', values)},LAMBDA(sum_,each,sum_+each)))"


def _running_back(values: str) -> Get:
    """The running sum from the cold end, then 0."""

    def formula(m: Any) -> str:
        # One row too many, or a single bin would be no array any more.
        turned = "MAP(SEQUENCE(ROWS({0})-1,1,ROWS({0})-1,-1),LAMBDA(place,INDEX({0},place)))"
        return (
            f"LET(padded,VSTACK({m.array('Bins', values)},0),"
            f"turned,VSTACK(SCAN(0,{turned.format('padded')},LAMBDA(sum_,each,sum_+each)),0),"
            f"VSTACK({turned.format('turned')},0))"
        )

    return formula


HAND_COLUMNS: Final[dict[tuple[str, str], Get]] = {
    ("Bins", "bin"): lambda m: f"SEQUENCE({m.scalar('bins')})",
    ("Bins", "low"): _edge("low", "DROP({},1)"),
    ("Bins", "high"): _edge("high", "DROP({},-1)"),
    ("Switchover", "switchover"): lambda m: f"VSTACK(TAKE({m.array('Bins', 'high')},1),{m.array('Bins', 'low')})",
    ("Switchover", "heat_pump_cost"): _running("dual_cost"),
    ("Switchover", "furnace_cost"): _running_back("furnace_cost"),
    ("Switchover", "heat_pump_emissions_kg"): _running("dual_emissions_kg"),
    ("Switchover", "furnace_emissions_kg"): _running_back("furnace_emissions_kg"),
    ("Switchover", "furnace_hours_above"): _running("dual_furnace_hours"),
    ("Switchover", "furnace_hours_below"): _running_back("furnace_hours"),
    ("Switchover", "unmet_above"): _running("dual_unmet_mmbtu"),
    ("Switchover", "unmet_below"): _running_back("furnace_unmet_mmbtu"),
    ("Switchover", "unmet_hours_above"): _running("dual_unmet_hours"),
    ("Switchover", "unmet_hours_below"): _running_back("furnace_unmet_hours"),
    ("Scenarios", "scenario"): lambda m: m.scalar("setting_scenario"),
}
