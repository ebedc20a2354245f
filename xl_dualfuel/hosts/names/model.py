"""The audit workbook's formulas as array formulas: one definition of the model serves cells and LAMBDA names.

A column of ``workbook/formulas`` is a formula for one row, in the notation ``[temperature]`` (the same row),
``[Bins.hours]`` (a whole column), ``df_…`` (one value). It becomes ``MAP(a_hours,a_cop,LAMBDA(r_hours,r_cop,…))``: the
same formula, evaluated row by row, so that MIN, MAX, AND, OR and LOOKUP mean what they mean in a cell. ``df_…`` become
names bound once by LET; what they need comes from following the formulas.

Values are no cells: where the sheet relies on functions skipping text in cells, the text is rewritten (SUM and COUNT of
one value, MIN of a value and a blank capacity). Climates are pruned to those of the names: proportional, bins, region.
Written by hand: edges of bins and running sums, which use the row above or below, and the blocks of cells a sheet has
for measured bins, a region's hours and the points of the heat pump. A setting that cuts further bins is a season of its
own here; the sheet has two pieces of the bins that it cuts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from xl_dualfuel.workbook.formulas import backup, balance, points, scalars, tables

from ...inputs.fields import FIELDS, UNIT_FIELDS
from ...inputs.regions import REGION_DESIGN, REGION_FRACTIONS
from ...model.climate import SAME, SETTINGS
from ...units import FUELS
from .arguments import arguments_of
from .one_speed import ONE_SPEED, SPEED
from .text import FormulaError

KEYS: Final = (*FIELDS, *UNIT_FIELDS)
"""Everything a range of inputs may hold, in the order of the column that DF__CASE returns."""
FIRST_INPUT: Final = 3
"""Its row of the first input: above it are the answer of a case that is refused and its problems."""
PLACES: Final = {key: FIRST_INPUT + place for place, key in enumerate(KEYS)}

_TOKEN = re.compile(r"\[(?:([A-Za-z]+)\.)?([a-z_0-9]+)\]|\bdf_([a-z0-9_]+)")
_PREFIX = {"Bins": "a", "Switchover": "s", "Scenarios": "z", "Stretch": "t"}
_ONE = r"\[[a-z0-9_]+\]|df_[a-z0-9_]+"
_SUM_OF_ONE = re.compile(rf"SUM\(({_ONE})\)")
_COUNT = re.compile(rf"COUNT\(((?:{_ONE})(?:,(?:{_ONE}))*)\)")
_BY_CLIMATE = "CHOOSE(df_climate_way,"
_BLANK_CAPACITY = (
    "MIN([load_btuh],[capacity_btuh])",
    "IF(ISNUMBER([capacity_btuh]),MIN([load_btuh],[capacity_btuh]),[load_btuh])",
)
"""In a cell MIN skips the blank of a capacity that never limits."""

Get = Callable[["Model"], str]


def number(value: float) -> str:
    """A number as a formula has it."""
    text = repr(float(value)).upper().removesuffix(".0")
    return f"({text})" if value < 0 else text


def quoted(text: str) -> str:
    """A text as a formula has it."""
    return '"' + text.replace('"', '""') + '"'


def constant(rows: Iterable[Iterable[str | float]]) -> str:
    """An array constant of rows of texts and numbers."""
    cells = ((quoted(c) if isinstance(c, str) else number(c).strip("()") for c in row) for row in rows)
    return "{" + ";".join(",".join(row) for row in cells) + "}"


def column_of(values: Iterable[str | float]) -> str:
    """An array constant of one column."""
    return constant([value] for value in values)


_CONSTANTS = {scalar.name: number(scalar.value) for scalar in scalars.CONSTANTS}
_RATED = {scalar.name: scalar.formula for scalar in points.scalars(0)}
_FORMULAS = (
    {line.name: line.formula for line in (*scalars.DERIVED, *backup.DERIVED)}
    | _RATED
    | {
        # The names know one speed, at sea level, and no frosting test.
        **{name: "0" for name in _RATED if name.startswith(("stands", "has_", "tested", "frost_", "slow_", "fast_"))},
        "heat_pump_altitude": "1",
        "furnace_output": "df_furnace_capacity",
        "edge_top": "MAX([Bins.high])",
        "coldest": "INDEX([Bins.temperature],df_bins)",
    }
)
_FAR = number(1e6)
_HEATS = [(f"{f.key} $/{unit}", heat) for f in FUELS.values() for unit, heat in f.units.items()]
_POINTS = points.formulas(0, "", "rated")
_PIECES = f"+SUMPRODUCT({tables.OWN},"
_ROWS = max(map(len, REGION_FRACTIONS.values()))
_REGIONS = constant(
    [fractions[row] if row < len(fractions) else 0 for fractions in REGION_FRACTIONS.values()] for row in range(_ROWS)
)
_RUNS = ("scenario", "switchover", "used_switchover", "dual", "heat_pump", "emergency")
_OWN_SEASON = "setting"
"""The scenario that has bins of its own"""


def _points(place: int) -> Get:
    """A column of the heat pump's points: of the performance table, or of the rating points."""

    def formula(m: Model) -> str:
        table = m.scalar("performance_table")
        rated = f"VSTACK({','.join(m.text(point[place]) for point in _POINTS)})"
        return f'IF({table}="",{rated},INDEX(DF__TABLE({table},3),0,{place + 1}))'

    return formula


def _start(points_column: str) -> Get:
    """A column of points where segments start; the first is there twice, or a single one would be no array."""
    return lambda m: f"VSTACK(TAKE({m.scalar(points_column)},1),DROP({m.scalar(points_column)},-1))"


def _slope(points_column: str) -> Get:
    def rise(m: Model) -> str:
        t, v = m.scalar("points_temperature"), m.scalar(points_column)
        each = f"(DROP({v},1)-DROP({v},-1))/(DROP({t},1)-DROP({t},-1))"
        return f"LET(rise,{each},VSTACK(TAKE(rise,1),rise))"

    return rise


def _from(m: Model) -> str:
    """Where each segment begins; the first ones begin below every temperature there is."""
    t = m.scalar("points_temperature")
    return f"MAP(SEQUENCE(ROWS({t})),LAMBDA(at,IF(at<3,at*{_FAR}-3*{_FAR},INDEX({t},at-1))))"


def _or_table(name: str, with_table: str) -> Get:
    """What the rating points make it, or the performance table."""

    def formula(m: Model) -> str:
        table, temperatures = m.scalar("performance_table"), m.scalar("points_temperature") if "(" in with_table else ""
        return f'IF({table}="",{m.text(_RATED[name])},{with_table.format(temperatures)})'

    return formula


def _setting(column: str) -> Get:
    cells = [getattr(setting, column) for setting in scalars.SETTINGS if setting.scenario != _OWN_SEASON]
    if column == "scenario":
        return lambda _: column_of(cells)
    if all(isinstance(cell, int) for cell in cells):
        return lambda _: column_of(map(float, cells))
    return lambda m: f"VSTACK({','.join(m.text(cell) for cell in cells)})"


def _edges(m: Model) -> str:
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


def _bins(m: Model) -> str:
    """How many bins there are."""
    if ("Bins", "low") in m.columns:
        return f"ROWS({m.array('Bins', 'low')})"
    return f'IF({m.scalar("climate")}="bins",{m.scalar("climate_rows")},ROWS({m.scalar("edges")})-1)'


def _edge(key: str, of_bin: str) -> Get:
    """Lower or upper edges: of measured bins the workbook's formula, of others those between the cuts."""

    def formula(m: Model) -> str:
        measured = m.mapped("Bins", of_measured_bins(tables.BINS[key]))
        return f'IF({m.scalar("climate")}="bins",{measured},{of_bin.format(m.scalar("edges"))})'

    return formula


def of_measured_bins(template: str) -> str:
    """The part of a formula that is for measured bins."""
    return arguments_of(template, template.index(_BY_CLIMATE) + len(_BY_CLIMATE))[0][1]


def _cuts(m: Model) -> str:
    """Where a curve may bend, moved into the range as the workbook does it."""
    *formulas, of_point = balance.cut_formulas(["each"])
    bends = ",".join(m.text(formula) for formula in formulas)
    points_cut = f"MAP({m.scalar('points_temperature')},LAMBDA(each,{m.text(of_point)}))"
    return f"SORT(UNIQUE(VSTACK({bends},{points_cut})))"


_HAND: Final[dict[str, Get]] = {
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
    "cuttable_top": lambda m: m.text('IF(df_climate="region",df_region_top,df_indoor_setpoint)'),
    "edge_bottom": lambda m: m.text(
        'IF(df_climate="region",df_region_top-df_climate_rows*df_region_width,df_design_temperature)'
    ),
    "region_design": lambda m: (
        f"INDEX({column_of(REGION_DESIGN.values())},XMATCH({m.scalar('region')},{constant([REGION_DESIGN])}))"
    ),
    "edge_width": lambda m: m.text('IF(df_climate="region",df_region_width,df_bin_width)'),
    "regular_bins": lambda m: m.text(
        'IF(df_climate="region",df_climate_rows,'
        "ROUNDUP(ROUND((df_indoor_setpoint-df_design_temperature)/df_bin_width,df_digits),0))"
    ),
    "bins": _bins,
    "fuel_unit_key": lambda _: column_of(key for key, _ in _HEATS),
    "fuel_unit_heat": lambda _: column_of(heat for _, heat in _HEATS),
    "own_unit_fuel": lambda _: column_of(FUELS),
    "own_unit": lambda _: column_of(fuel.own_unit for fuel in FUELS.values()),
    "points_temperature": _points(0),
    "points_cop": _points(1),
    "points_capacity": _points(2),
    "segment_from": _from,
    "segment_temperature": _start("points_temperature"),
    "segment_cop": _start("points_cop"),
    "segment_capacity": _start("points_capacity"),
    "segment_cop_slope": _slope("points_cop"),
    "segment_capacity_slope": _slope("points_capacity"),
    "capacity_limits": _or_table("capacity_limits", "TRUE"),
    "rated_from": _or_table("rated_from", "MIN({})"),
    "rated_to": _or_table("rated_to", "MAX({})"),
    "balance_from": lambda m: m.text("MIN([Bins.low])"),
    "balance_to": lambda m: m.text("MAX(df_indoor_setpoint,df_balance_from)"),
    "balance_cuts": _cuts,
    **{f"setting_{column}": _setting(column) for column in _RUNS},
}
"""Blocks of cells in the audit workbook, and what is written otherwise."""


def _running(values: str) -> Get:
    """0, then the running sum from the warm end."""
    return lambda m: f"VSTACK(0,SCAN(0,{m.array('Bins', values)},LAMBDA(sum_,each,sum_+each)))"


def _running_back(values: str) -> Get:
    """The running sum from the cold end, then 0."""

    def formula(m: Model) -> str:
        # One row too many, or a single bin would be no array any more.
        turned = "MAP(SEQUENCE(ROWS({0})-1,1,ROWS({0})-1,-1),LAMBDA(place,INDEX({0},place)))"
        return (
            f"LET(padded,VSTACK({m.array('Bins', values)},0),"
            f"turned,VSTACK(SCAN(0,{turned.format('padded')},LAMBDA(sum_,each,sum_+each)),0),"
            f"VSTACK({turned.format('turned')},0))"
        )

    return formula


_HAND_COLUMNS: Final[dict[tuple[str, str], Get]] = {
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


class Model:
    """One LET in the making: names are bound in the order in which they are needed.

    given: ``df_`` names without df_ that are locals around; columns: (table, key) → the formula of the array.
    """

    def __init__(
        self,
        given: Mapping[str, str] = MappingProxyType({}),
        columns: Mapping[tuple[str, str], str] = MappingProxyType({}),
        stretch: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.given = given
        self.columns = columns
        self.tables = {**tables.TABLES, "Bins": {**tables.BINS, **ONE_SPEED}, "Stretch": stretch}
        self.lines: dict[str, str] = {}

    def scalar(self, name: str) -> str:
        """The local for ``df_name``; a block of cells is one value too."""
        name = SPEED.sub("segment_", name)
        if name in self.given:
            return self.given[name]
        if name in _CONSTANTS:
            return _CONSTANTS[name]
        if name not in self.lines:
            if name in _HAND:
                formula = _HAND[name](self)
            elif name in PLACES:
                formula = f"INDEX(case,{PLACES[name]})"
            elif name in _FORMULAS:
                formula = self.text(_FORMULAS[name])
            else:
                raise FormulaError(f"df_{name} is unknown")
            self.lines[name] = formula
        return name

    def array(self, table: str, key: str) -> str:
        """A column of a table."""
        local = f"{_PREFIX[table]}_{key}"
        if local not in self.lines:
            if (table, key) in self.columns:
                formula = self.columns[table, key]
            elif (table, key) in _HAND_COLUMNS:
                formula = _HAND_COLUMNS[table, key](self)
            else:
                template = self.tables[table].get(key)
                if template is None:
                    raise FormulaError(f"{table} has no column {key}")
                formula = self.mapped(table, template)
            self.lines[local] = formula
        return local

    def mapped(self, table: str, template: str) -> str:
        """A column of a table by the formula of a row."""
        used: list[str] = []
        body = self.text(template, table, used)
        if not used:  # the same in every row
            used = [next(iter(self.tables[table]))]
        arrays = ",".join(self.array(table, column) for column in used)
        return f"MAP({arrays},LAMBDA({','.join(f'r_{column}' for column in used)},{body}))"

    def text(self, template: str, table: str = "", used: list[str] | None = None) -> str:
        """A formula of the workbook with locals in place of cells; the columns of its row are added to ``used``."""

        def local(token: re.Match[str]) -> str:
            table_name, key, name = token.groups()
            if name:
                return self.scalar(name)
            if table_name:
                return self.array(table_name, key)
            if used is None:
                raise FormulaError(f"[{key}] outside a table: {template[:60]}")
            if key not in used:
                used.append(key)
            return f"r_{key}"

        return _TOKEN.sub(local, _rewritten(template))

    def let(self, result: str) -> str:
        """The LET that binds everything needed so far."""
        bound = ",".join(f"{name},{value}" for name, value in self.lines.items())
        return f"LET({bound},{result})" if bound else result


def _is_block(name: str) -> bool:
    return name.removeprefix("df_") in _HAND


def _rewritten(template: str) -> str:
    """The formula without what holds for cells only, and without the climates the names do not have."""
    while (start := template.find(_BY_CLIMATE)) >= 0:
        options, end = arguments_of(template, start + len(_BY_CLIMATE))
        pruned = f"IF(df_climate_way=1,{options[0]},IF(df_climate_way=2,{options[1]},{options[2]}))"
        template = template[:start] + pruned + template[end:]
    while (start := template.find(_PIECES)) >= 0:
        _, end = arguments_of(template, start + len(_PIECES))
        template = template[:start] + template[end:]
    template = template.replace(f",{tables.KEPT}", "").replace(f"{tables.KEPT},", "").replace(*_BLANK_CAPACITY)
    template = _SUM_OF_ONE.sub(lambda call: call[0] if _is_block(call[1]) else f"N({call[1]})", template)
    return _COUNT.sub(_counted, template)


def _counted(call: re.Match[str]) -> str:
    cells = call[1].split(",")
    if any(map(_is_block, cells)):
        return call[0]
    return f"({'+'.join(f'ISNUMBER({cell})' for cell in cells)}+0)"
