"""The Constants sheet: constants with source, what follows from the inputs, lookup blocks, status tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise, product
from typing import Any

from openpyxl.utils import get_column_letter

from xl_dualfuel.inputs.fields import FIELDS
from xl_dualfuel.inputs.regions import REGION_DESIGN, REGION_FRACTIONS, REGION_TOP, REGION_WIDTH
from xl_dualfuel.model import ratings
from xl_dualfuel.model.backup import STOCK_KW
from xl_dualfuel.model.parameters import DIGITS
from xl_dualfuel.model.scenarios import LABELS
from xl_dualfuel.units import FUELS

from ..book import styles
from ..book.book import Book
from ..book.layout import HEADER_ROW
from ..formulas import backup, chosen, climate, conditions, frost, points, scalars, setting, summary
from ..names import key_of, name_of
from ..shape import Filling
from . import converted
from .inputs import climate_cell

SHEET = "Constants"
_KEY_COLUMN = 12
_WIDTHS = (9, 43, 22, 12, 10, 20, 36, 16, 9)
_HEADERS = ("Section", "Label", "Name", "Value", "Unit", "Allowed range", "Source", "Note")

Block = Sequence[Sequence[Any]]
"""Rows of cells: a value, or a pair (formula, how to get its value)."""


def write(book: Book) -> None:
    """Write the sheet and its names."""
    book.heading(SHEET, "Constants and derived quantities", "Nothing here is to be changed; the inputs are on Inputs.")
    book.headers(SHEET, HEADER_ROW, _HEADERS)
    book.widths(SHEET, _WIDTHS)
    row = HEADER_ROW + 1
    for constant in scalars.CONSTANTS:
        _line(book, row, "Constants", constant.label, constant.name, constant.unit, constant.source)
        book.put(SHEET, row, 4, constant.value, styles.constant_style(constant.value))
        row += 1
    last = row - 1
    for origin in (*scalars.ORIGINS, *backup.ORIGINS):
        _line(book, row, "As made", origin.label, origin.name, origin.unit, "written when the workbook was made")
        if live := book.live(origin.name):
            book.formula(SHEET, row, 4, f"={live}", origin.value, styles.unit_style(origin.unit))
        else:
            book.slot(SHEET, row, 4, origin.value, styles.unit_style(origin.unit))
        row += 1
    row = converted.write_inputs(book, row, _line)
    of_the_page = summary.DERIVED if "Summary" in book.sheets else ()  # they read the tables of the charts
    for derived in (*scalars.DERIVED, *backup.DERIVED, *of_the_page):
        _line(book, row, "Derived", derived.label, derived.name, derived.unit, "formula on the inputs")
        formula = book.layout.scalar(derived.formula)
        book.formula(SHEET, row, 4, formula, derived.value, styles.unit_style(derived.unit))
        row += 1
    row = _status(book, row)
    for block in (_fuels, _regions, _points, _settings, _cuts, _rules, _altitude, _stock, _usual_frost):
        row = block(book, row + 1)
    _climate_keys(book)
    book.printed(SHEET, f"$A${HEADER_ROW + 1}:$E${last}", f"1:{HEADER_ROW}", f"A{HEADER_ROW + 1}")


def _line(book: Book, row: int, section: str, label: str, name: str, unit: str, source: str) -> None:
    money = unit.replace("$", book.shape.units.currency)
    for place, text in ((1, section), (2, label), (3, name_of(name)), (5, money), (6, ""), (8, "")):
        book.put(SHEET, row, place, text or None, "df low text")
    book.put(SHEET, row, 7, source, "df wrapped note")
    book.name(name, SHEET, f"D{row}")


def _status(book: Book, row: int) -> int:
    """One row a test: OK or the problem, its number if there is a problem, the bounds."""
    first = row
    for test in conditions.tests(book.layout.tables["Bins"].room - 1, book.shape.points, book.shape.units):
        for place, text in ((1, "Status"), (2, test.problem), (3, test.name), (5, None), (7, None)):
            book.put(SHEET, row, place, text, "df text")
        for place, bound in ((6, test.minimum), (8, test.maximum)):
            book.put(SHEET, row, place, bound, f"df {styles.ANY}")
        condition = test.condition.replace("[min]", f"F{row}").replace("[max]", f"H{row}")
        book.formula(SHEET, row, 4, f'=IF({condition},"OK","see label")', lambda _: "OK", "df text")
        # A test that is itself an error has not been passed.
        number = f'=IF(ISERROR(D{row}),ROW()-ROW($D${first})+1,IF(D{row}="OK","",ROW()-ROW($D${first})+1))'
        book.formula(SHEET, row, 9, number, lambda _: "", "df 0")
        row += 1
    book.name("problem_texts", SHEET, f"B{first}", f"B{row - 1}")
    book.name("problems", SHEET, f"I{first}", f"I{row - 1}")
    _line(book, row, "Derived", "Rows of the climate table that are wrong", "climate_problems", "", "formula")
    book.formula(SHEET, row, 4, "=" + climate.CLIMATE_PROBLEMS, lambda _: 0, "df 0")
    return row + 1


def _block(book: Book, row: int, title: str, headers: Sequence[str], rows: Block) -> int:
    """A titled block of columns; returns the row after it. Its cells start two rows below ``row``."""
    book.put(SHEET, row, 1, title, "df section")
    book.headers(SHEET, row + 1, headers)
    for offset, cells in enumerate(rows):
        for place, cell in enumerate(cells, 1):
            if isinstance(cell, tuple):
                formula, get = cell
                book.formula(SHEET, row + 2 + offset, place, book.layout.scalar(formula), get, f"df {styles.ANY}")
            else:
                style = "df text" if isinstance(cell, str) else styles.constant_style(cell or 0.0)
                book.put(SHEET, row + 2 + offset, place, cell, style)
    return row + 2 + len(rows)


def _column_names(book: Book, names: dict[str, str], first: int, last: int) -> None:
    for name, letter in names.items():
        book.name(name, SHEET, f"{letter}{first}", f"{letter}{last}")


def _fuels(book: Book, row: int) -> int:
    heats = [
        (f"{fuel.key} $/{unit}", f"{fuel.label}: heat of one {unit}", heat, fuel.counted_in(unit))
        for fuel in FUELS.values()
        for unit, heat in fuel.units.items()
    ]
    headers = ("Fuel and price unit", "What", "MMBtu", "Counted in")
    end = _block(book, row, "Heat content of fuels", headers, heats)
    names = {"c_fuel_unit_key": "A", "c_fuel_unit_heat": "C", "c_fuel_unit_counted": "D"}
    _column_names(book, names, row + 2, end - 1)
    stored = [(fuel.key, fuel.usable) for fuel in FUELS.values()]
    row = end + 1
    end = _block(book, row, "How much of a full tank can be burned", ("Fuel", "Usable share of a tank"), stored)
    _column_names(book, {"c_stored_fuel": "A", "c_stored_usable": "B"}, row + 2, end - 1)
    return end


def _regions(book: Book, row: int) -> int:
    """Hours of each AHRI region as fractions, its design temperature, and those of the chosen one."""
    names = tuple(REGION_FRACTIONS)
    first = row + 2
    last = first + climate.REGION_ROWS - 1
    rows: list[list[Any]] = []
    for place in range(climate.REGION_ROWS):
        row_number = first + place
        chosen = f"INDEX(B{row_number}:G{row_number},1,MATCH(in_region,c_region_names,0))"
        formula = f'IF(ISNUMBER(MATCH(in_region,c_region_names,0)),IF({chosen}>0,{chosen},""),"")'
        each = [_item(fractions, place) for fractions in REGION_FRACTIONS.values()]
        rows.append([REGION_TOP - REGION_WIDTH * place, *each, (formula, partial(_fraction, place))])
    chosen = f"INDEX(B{last + 1}:G{last + 1},1,MATCH(in_region,c_region_names,0))"
    formula = f'IF(ISNUMBER(MATCH(in_region,c_region_names,0)),{chosen},"")'
    rows.append(["Design temperature °F", *REGION_DESIGN.values(), (formula, _region_design)])
    title = "Hours of the AHRI regions, as fractions (10 CFR 430 Subpart B Appendix M1, Table 20)"
    end = _block(book, row, title, ("Bin centre °F", *names, "chosen"), rows)
    _column_names(book, {"c_region_temperature": "A", "region_fraction": "H"}, first, last)
    book.name("c_region_names", SHEET, f"B{row + 1}", f"G{row + 1}")
    book.name("region_design", SHEET, f"H{last + 1}")
    return end


def _fraction(place: int, f: Filling) -> float | None:
    region = f.result.case.inputs["region"]
    return _item(REGION_FRACTIONS[str(region)], place) if region else None


def _region_design(f: Filling) -> float | str:
    region = f.result.case.inputs["region"]
    return REGION_DESIGN[str(region)] if region else ""


def _item(values: Sequence[float], place: int) -> float | None:
    return values[place] if place < len(values) else None


def _points(book: Book, row: int) -> int:
    """The heat pump's points and the straight segments between them; the end segments are extended."""
    for derived in points.scalars(book.shape.points):
        _line(book, row, "Derived", derived.label, derived.name, derived.unit, "formula on the inputs")
        book.formula(SHEET, row, 4, "=" + derived.formula, derived.value, styles.unit_style(derived.unit))
        row += 1
    for speed in points.SPEEDS:
        row = _points_of(book, row, speed) + 1
    return row - 1


_SPEED_TITLES = {
    "segment": "Points of the heat pump and the straight segments between them",
    "slow": "The same at minimum speed (none: as rated)",
    "fast": "The same at maximum speed (none: as rated)",
}


def _points_of(book: Book, row: int, speed: str) -> int:
    first = row + 2
    formulas = points.formulas(book.shape.points, f"ROW()-ROW($A${first - 1})", speed)
    count = len(formulas)
    if speed == "segment":
        book.points = [f"{SHEET}!$A${first + i}" for i in range(count)]
    rows: list[list[Any]] = []
    for i in range(count):
        this, following = first + i, first + i + 1
        cells = list(formulas[i])
        if i < count - 1:
            cells += [
                f"MIN(A{this},MIN([Bins.low])-in_thermostat_step,out_sizing_temperature)" if i == 0 else f"A{this}",
                f"(B{following}-B{this})/(A{following}-A{this})",
                f"(C{following}-C{this})/(A{following}-A{this})",
            ]
        rows.append([(formula, _point(speed, i, column)) for column, formula in enumerate(cells)])
    headers = ("Outdoor temperature °F", "COP", "Capacity BTU/h", "Segment from °F", "COP per °F", "BTU/h per °F")
    end = _block(book, row, _SPEED_TITLES[speed], headers, rows)
    names = {"temperature": "A", "cop": "B", "capacity": "C", "from": "D", "cop_slope": "E", "capacity_slope": "F"}
    _column_names(book, {f"{speed}_{name}": letter for name, letter in names.items()}, first, end - 2)
    return end


def _point(speed: str, row: int, column: int) -> Callable[[Filling], Any]:
    return lambda f: points.values(f, speed)[row][column]


def _settings(book: Book, row: int) -> int:
    rows = [
        (_shown(s), (s.switchover, s.shown), (s.used_switchover, s.used), s.dual, s.heat_pump, s.emergency,
         *_pieces(s), LABELS[s.scenario])
        for s in scalars.SETTINGS
    ]  # fmt: skip
    headers = ("Scenario", "Switchover °F", "Bins at or above °F", "1: dual fuel", "1: heat pump only", "1: emergency",
               "Bin in pieces", "Setting of the pieces", "Label")  # fmt: skip
    end = _block(book, row, "How each scenario is run", headers, rows)
    keys = ("scenario", "switchover", "used_switchover", "dual", "heat_pump", "emergency", "cut_bin", "pieces_of",
            "label")  # fmt: skip
    _column_names(book, {f"setting_{key}": get_column_letter(i) for i, key in enumerate(keys, 1)}, row + 2, end - 1)
    return end


def _shown(s: scalars.Setting) -> Any:
    """The scenario's key; the setting to program has a row only where it is not the recommended switchover."""
    if s.scenario != "setting":
        return s.scenario
    return 'IF(out_setting_differs=1,"setting","")', lambda f: "setting" if len(f.s.scenarios) == len(LABELS) else ""


def _pieces(s: scalars.Setting) -> tuple[Any, Any]:
    """The bin that the scenario's setting cuts, and the row of that setting among those with pieces."""
    if s.scenario != "setting":
        return 0, 0
    return (
        ("out_setting_cut", lambda f: setting.season_of(f).cut[chosen.near_of(f) - 1] if chosen.near_of(f) else 0),
        ("out_setting_near", chosen.near_of),
    )


def _cuts(book: Book, row: int) -> int:
    """The temperatures that cut bins."""
    first, rows = row + 2, []
    for place, (label, name) in enumerate(climate.CUTS):
        key = key_of(name)
        here = first + place
        edge = f"out_edge_anchor-ROUND((out_edge_anchor-C{here})/out_edge_width,0)*out_edge_width"
        inside = (
            f"D{here}<ROUND(out_edge_top,c_digits),D{here}>ROUND(out_edge_bottom,c_digits),"
            f"D{here}<>ROUND({edge},c_digits),MATCH(D{here},out_cut_key,0)=ROW()-ROW($A${first - 1})"
        )
        formulas = (
            f'IF(ISNUMBER({name}),{name},"")',
            f'IF(out_edge_width>0,IF(ISNUMBER(B{here}),MAX(out_edge_bottom,MIN(out_edge_top,B{here})),out_edge_top),"")',
            f'IF(out_edge_width>0,ROUND(C{here},c_digits),"")',
            f"IF(out_edge_width>0,IF(AND({inside}),1,0),0)",
        )
        cells = [(formula, partial(_cut, place, column)) for column, formula in enumerate(formulas)]
        rows.append([label or FIELDS[key].label, *cells])
    headers = ("What cuts bins", "Set to °F", "Moved into the range °F", "Rounded °F", "1: a new edge")
    end = _block(book, row, "Temperatures that somebody sets: each is a bin edge", headers, rows)
    _column_names(book, {"cut_edge": "C", "cut_key": "D", "cut_new": "E"}, first, end - 1)
    return end


def _cut(row: int, column: int, f: Filling) -> Any:
    return climate.cut_rows(f)[row][column]


def _rules(book: Book, row: int) -> int:
    """What programmes ask of the setting; the last two columns hold what applies to the case."""
    first, rows = row + 2, []
    for place, line in enumerate(chosen.rule_lines()):
        here = first + place
        its = f'A{here}=in_programme,OR(B{here}="{chosen.ANY_FUEL}",B{here}=in_fuel),ISNUMBER(D{here})'
        formulas = [
            (f'IF(AND({its},C{here}="{kind}"),D{here},"")', partial(_applies, line, kind)) for kind in chosen.KINDS
        ]
        rows.append([line.programme, line.fuel, line.kind, line.threshold, *formulas])
    headers = ("Programme", "Fuel", "Rule", "Limit", "Largest switchover °F", "Least share of the load",
               "Warmest auxiliary lockout °F")  # fmt: skip
    end = _block(book, row, "What programmes ask of the setting", headers, rows)
    for place, line in enumerate(chosen.rule_lines()):
        if line.threshold is None:
            book.slot(SHEET, first + place, 4, partial(chosen.threshold_of, line), f"df {styles.ANY}")
    _column_names(book, {"rule_limit": "E", "rule_share": "F", "rule_auxiliary": "G"}, first, end - 1)
    return end


def _applies(line: chosen.RuleLine, kind: str, f: Filling) -> float | str:
    return chosen.applies(line, f) if line.kind == kind else ""


def _altitude(book: Book, row: int) -> int:
    """Capacity of a heat pump by altitude, and per foot to the next."""
    factors = ratings.HEAT_PUMP_AT
    slopes = [(after - here) / _FEET for here, after in pairwise(factors)]
    rows = [
        (_FEET * place, factor, slope)
        for place, (factor, slope) in enumerate(zip(factors, [*slopes, 0.0], strict=True))
    ]
    end = _block(
        book, row, "Heat pump's capacity by altitude (ACCA Manual S)", ("Feet", "over sea level", "per foot"), rows
    )
    _column_names(book, {"c_altitude_feet": "A", "c_altitude_factor": "B", "c_altitude_slope": "C"}, row + 2, end - 1)
    return end


_FEET = 1000.0


def _climate_keys(book: Book) -> None:
    """The climate table's temperatures as they are compared, at the right of everything."""
    first, count = HEADER_ROW + 1, book.shape.climate_rows
    book.headers(SHEET, HEADER_ROW, ("Climate table °F, rounded",), _KEY_COLUMN)
    letter = get_column_letter(_KEY_COLUMN)
    converted.write_tables(book, _KEY_COLUMN + 1 + len(frost.QUANTITIES))
    for place in range(count):
        cell = converted.climate_cell(book, place) or climate_cell(place)
        formula = f'=IF(ISNUMBER({cell}),ROUND({cell},c_digits),"")'
        book.formula(SHEET, first + place, _KEY_COLUMN, formula, partial(_climate_key, place), f"df {styles.ANY}")
    book.name("climate_key", SHEET, f"{letter}{first}", f"{letter}{first + count - 1}")
    for number, quantity in enumerate(frost.QUANTITIES):
        column = _KEY_COLUMN + 1 + number
        letter = get_column_letter(column)
        book.headers(SHEET, HEADER_ROW, (f"{frost.HELPERS[number].label}, mean of its hours",), column)
        if book.shape.frost:
            for place in range(count):
                book.slot(SHEET, first + place, column, partial(_frost_of_row, number, place), f"df {styles.SIDES}")
        book.name(f"climate_frost_{quantity}", SHEET, f"{letter}{first}", f"{letter}{first + count - 1}")


def _climate_key(place: int, f: Filling) -> float | str:
    temperatures = f.once("climate table", lambda: climate.table(f)[0])
    return round(temperatures[place], DIGITS) if place < len(temperatures) else ""


def _frost_of_row(quantity: int, place: int, f: Filling) -> float | None:
    return _item(frost.of_climate(f)[quantity], place)


def _usual_frost(book: Book, row: int) -> int:
    """What frost by humidity usually leaves at whole degrees, as the program worked it out.

    The last one is repeated to the end: programs differ in how LOOKUP takes blanks.
    """
    keys = [f"{quantity}{part}" for quantity in frost.QUANTITIES for part in ("", "_slope")]
    headers = ["Outdoor temperature °F"]
    for column in frost.HELPERS:
        headers += [column.label, "per °F"]
    rows = max(1, book.shape.frost)
    title = "Frost by humidity at whole degrees: mean of the year's hours, as the workbook was made"
    _block(book, row, title, headers, [[None] * len(headers)] * rows)
    for place, number in product(range(book.shape.frost), range(len(headers))):
        book.slot(SHEET, row + 2 + place, number + 1, partial(_usual_cell, place, number), f"df {styles.SIDES}")
    names = {f"usual_{key}": get_column_letter(number) for number, key in enumerate(["temperature", *keys], 1)}
    _column_names(book, names, row + 2, row + 1 + rows)
    return row + 2 + rows


def _usual_cell(row: int, column: int, f: Filling) -> float | None:
    rows = frost.usual_rows(f)
    return rows[min(row, len(rows) - 1)][column] if rows else None


def _stock(book: Book, row: int) -> int:
    end = _block(book, row, "Strip heaters as they are sold", ("kW",), [(size,) for size in (0.0, *STOCK_KW)])
    _column_names(book, {"c_stock_kw": "A"}, row + 2, end - 1)
    return end
