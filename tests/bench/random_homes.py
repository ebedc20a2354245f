"""Tables of random homes of every option and layout, for comparing two versions; the same seed, the same files.

A home is drawn with all its options, in °F, BTU/h and $; a table takes some of them, writes some cells as people do
(other units, signs, blanks, slips), and is saved as one of LAYOUTS. A third of the numbers are
whole, so that ties occur.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS
from xl_dualfuel.inputs.programme_files import PROGRAMMES
from xl_dualfuel.inputs.units_given import keys_in
from xl_dualfuel.units import FUELS
from xl_dualfuel.weather.stations import stations

Home = dict[str, Any]
Table = list[Home]
STATIONS = tuple(stations())
KW = 3412.142
FREEZING = 32.0
PRICES = {
    "$/MMBtu": (8, 40), "$/therm": (0.8, 3), "$/ccf": (0.8, 3), "$/Mcf": (8, 30), "$/m³": (0.3, 1.2), "$/Dth": (8, 40),
    "$/GJ": (8, 40), "$/kWh": (0.04, 0.2), "$/gal": (1.6, 5), "$/L": (0.5, 1.6), "$/imp gal": (2, 6),
    "$/lb": (0.3, 1.2), "$/kg": (0.6, 2), "$/ton": (150, 500), "$/bag": (3, 9), "$/tonne": (160, 500),
    "$/unit": (0.5, 5),
}  # fmt: skip
GROUPS: tuple[tuple[str, ...], ...] = (
    ("capacity_47", "capacity_17"), ("cop_5",), ("capacity_5",), ("cop_35", "capacity_35"), ("cycling_degradation",),
    ("capacity_min_47", "cop_min_47", "capacity_min_17", "cop_min_17"), ("capacity_min_5", "cop_min_5"),
    ("capacity_max_47", "cop_max_47", "capacity_max_17", "cop_max_17"), ("capacity_max_5", "cop_max_5"), ("hspf2",),
    ("defrost",), ("compressor_lockout",), ("fuel", "fuel_price", "fuel_price_unit"), ("fuel_heat_content",),
    ("furnace_efficiency",), ("furnace_capacity",), ("furnace_fan_power",), ("strip_capacity",),
    ("backup_operation",), ("tank_capacity", "tank_usable_fraction"), ("metered_kwh",), ("electricity_price",),
    ("grid_emissions",), ("fuel_emissions",), ("initial_balance_point",), ("existing_switchover",), ("thermostat",),
    ("thermostat_step", "thermostat_zero"), ("programme",), ("as_left_switchover", "as_left_compressor_lockout"),
    ("indoor_setpoint",), ("load_balance_temperature",), ("altitude",), ("design_temperature",), ("season_hours",),
    ("hours_below_design",), ("bin_width",), ("load_slope",), ("design_load",), ("billed_fuel", "billed_degree_days"),
    ("billed_efficiency",), ("region",), ("station",), ("currency",), ("cop_47", "cop_17"),
)  # fmt: skip
"""What a home is given together or not at all"""
SHARE = {"load_slope": 0.7, "design_load": 0.15, "billed_fuel": 0.2, "region": 0.2, "station": 0.25, "hspf2": 0.1,
         "programme": 0.06, "currency": 0.1, "cop_47": 0.85, "fuel": 0.75, "capacity_47": 0.6, "fuel_heat_content": 0.1,
         "electricity_price": 0.8, "season_hours": 0.6, "design_temperature": 0.7}  # fmt: skip
"""How many of the tables have a group; the others a third"""
KEPT = 0.95
"""How many of the rows are mended where inputs do not go together; the words of the others are compared"""
NEEDS = {
    "cop_5": ("cop_47",), "capacity_47": ("cop_47",), "capacity_17": ("capacity_47",),
    "capacity_5": ("capacity_47", "cop_5"), "cop_35": ("capacity_47", "cop_47"),
    "capacity_35": ("capacity_47", "cop_35"), "cycling_degradation": ("capacity_47",),
    **{f"{what}_{speed}_{at}": ("capacity_47",) for what in ("cop", "capacity") for speed in ("min", "max")
       for at in (47, 17)},
    **{f"{what}_{speed}_5": (f"capacity_{speed}_17", "capacity_5")
       for what in ("cop", "capacity") for speed in ("min", "max")},
    "furnace_fan_power": ("furnace_capacity",), "billed_efficiency": ("billed_fuel",),
}  # fmt: skip
"""What is refused without others, in an order in which blanking may go on"""
CLASHES = {"design_load": ("load_slope",), "region": ("station",),
           "thermostat_step": ("thermostat",), "thermostat_zero": ("thermostat",)}  # fmt: skip
SLIPS: tuple[Any, ...] = ("n/k", "N/A", "-", "?", "#N/A", "coal", "nan", "inf", "1e400", "1_0", "３.４", "=1+1", "+3.4",
                          " 3.40 ", "1,234.5", "1.234,5", "95 %", "TRUE", -40.0, 950.0, 0.0, 1e9, "", None, "3.4 or so",
                          "\u2212 5", "(12)", "12 kW", "9 °C", "$0.14", "14 cents", "two", "1/2")  # fmt: skip


class Draw(random.Random):
    """Numbers as people give them."""

    def number(self, low: float, high: float, places: int = 3) -> float:
        """From low to high, with so many decimals, or coarser."""
        return round(self.uniform(low, high), max(0, places - 2) if self.random() < 1 / 3 else places)


def home(draw: Draw, fuel: str | None = None) -> Home:
    """All inputs of one home but unit inputs; whether they may be given together is left to the table."""
    n, load = draw.number, draw.uniform(20_000, 70_000)
    design = n(-20, 30, 1)
    fuel = fuel or draw.choice(list(FUELS))
    unit = draw.choice(FUELS[fuel].price_units)
    cop_47 = n(2.4, 4.6, 2)
    cop_17 = round(cop_47 * draw.uniform(0.5, 0.95), 2)
    at_47 = n(12_000, 60_000, 0)
    at_17 = round(at_47 * draw.uniform(0.45, 0.95), -2)
    speeds: Home = {}
    for speed, low, high in (("min", 0.3, 0.8), ("max", 1.0, 1.5)):
        share = draw.uniform(low, high)
        for at, cop, capacity in ((47, cop_47, at_47), (17, cop_17, at_17), (5, cop_17 * 0.85, at_17 * 0.85)):
            speeds[f"capacity_{speed}_{at}"] = round(capacity * share, -1)
            speeds[f"cop_{speed}_{at}"] = round(cop * draw.uniform(0.8, 1.2), 2)
    return {
        "load_slope": n(250, 1100, 2), "design_load": n(15_000, 80_000, 2), "billed_fuel": n(200, 1500, 1),
        "billed_degree_days": n(2500, 8500, 1), "billed_efficiency": n(0.6, 0.97, 2),
        "indoor_setpoint": n(62, 76, 1), "load_balance_temperature": n(55, 72, 1), "altitude": n(0, 9000, 0),
        "design_temperature": design, "season_hours": n(600, 5500, 1), "hours_below_design": n(0, 300, 1),
        "bin_width": draw.choice([0.0, 1.0, 2.0, 2.5, 5.0, 10.0, n(0.9, 9, 2)]),
        "region": draw.choice(FIELDS["region"].choices), "station": draw.choice(STATIONS),
        "cop_47": cop_47, "cop_17": cop_17, "cop_35": round(cop_17 + 0.5 * (cop_47 - cop_17), 2),
        "cop_5": round(cop_17 * draw.uniform(0.6, 1), 2), "hspf2": n(6.5, 11, 1), "capacity_47": at_47,
        "capacity_17": at_17, "capacity_35": round(at_17 + 0.5 * (at_47 - at_17)),
        "capacity_5": round(at_17 * draw.uniform(0.5, 1), -1), **speeds,
        "defrost": draw.choice(FIELDS["defrost"].choices[:3]),
        "cycling_degradation": n(0, 0.4, 2), "compressor_lockout": n(-20, 45, 1), "fuel": fuel,
        "fuel_price": n(*PRICES[unit]), "fuel_price_unit": unit,
        "fuel_heat_content": n(80_000, 150_000, 0), "furnace_efficiency": n(0.6, 1, 2),
        "furnace_capacity": n(0.6 * load, 2 * load, 0), "furnace_fan_power": n(0, 1, 2),
        "strip_capacity": draw.choice([0.0, 5.0, 10.0, n(0.5, 20, 1)]),
        "backup_operation": draw.choice(FIELDS["backup_operation"].choices), "tank_capacity": n(100, 1000, 0),
        "tank_usable_fraction": n(0.5, 1, 2), "metered_kwh": n(2000, 20_000, 0), "electricity_price": n(0.06, 0.45),
        "grid_emissions": n(0, 0.9, 3), "fuel_emissions": n(20, 100, 1), "currency": draw.choice(["$", "€", "CAD"]),
        "initial_balance_point": n(15, 50, 1), "existing_switchover": n(10, 55, 1),
        "thermostat": draw.choice(FIELDS["thermostat"].choices),
        "thermostat_step": draw.choice([0.5, 1.0, 2.0, 5.0, 0.9]), "thermostat_zero": draw.choice([0.0, 0.0, 32.0]),
        "programme": draw.choice(list(PROGRAMMES)),
        "as_left_switchover": n(10, 55, 1), "as_left_compressor_lockout": n(-10, 40, 1),
    }  # fmt: skip


def table(draw: Draw, count: int, clean: bool = False) -> Table:
    """So many homes with the columns of some groups; a table has blanks, other units and slips, or not.

    clean: all homes were given the same inputs, none is refused for what it was not given, and each is solved with the
    others.
    """
    chosen = [group for group in GROUPS if draw.random() < SHARE.get(group[0], 1 / 3)]
    sources = [group[0] for group in chosen if group[0] in ("region", "station")]
    if clean:
        sources = sources[:1]
        no_cop = ("cop_47", "cop_17") not in chosen  # one is estimated then
        chosen = [group for group in chosen if group[0] != "programme" and not (no_cop and group[0] == "hspf2")]
    blanks, slips = (0.0, 0.0) if clean else (draw.choice([0, 0.05, 0.4]), draw.choice([0, 0.01, 0.05]))
    units, fuel = "" if clean else draw.choice(["", "", "all", "some"]), draw.choice(tuple(FUELS))
    constant = home(draw)
    of_other = ("fuel_heat_content", "fuel_emissions") if any("fuel" in group for group in chosen) else ()
    rows = []
    for number in range(count):
        drawn = home(draw, fuel if clean else None)
        if clean:  # what is in words is the same, or the homes would be of many groups
            drawn |= {key: value for key, value in constant.items() if isinstance(value, str) and key != "fuel"}
            drawn["fuel_price_unit"] = FUELS[fuel].price_units[0]
        row: Home = {"home": f"home {number + 1}", **dict.fromkeys(of_other)}
        source = "" if not sources else sources[0] if clean else draw.choice([*sources, ""])
        for group in chosen:
            blank = draw.random() < blanks or (group[0] in ("region", "station") and group[0] != source)
            row |= {key: None if blank else drawn[key] for key in group}
        if clean or draw.random() < KEPT:
            _mend(row, drawn)
        if units:
            _in_other_units(row, units == "all" or draw.random() < 0.3)
        for key in list(row)[1:]:
            if draw.random() < slips:
                row[key] = draw.choice(SLIPS)
        rows.append(row)
    return rows


def _mend(row: Home, drawn: Home) -> None:
    """Blank, of the keys of a row, what is refused beside others or without them."""
    for key, others in NEEDS.items():
        if row.get(key) is not None and any(row.get(other) is None for other in others):
            row[key] = None
    for key, others in CLASHES.items():
        if row.get(key) is not None and any(row.get(other) is not None for other in others):
            row[key] = None
    if row.get("fuel_price") is None and "fuel_price" in row:
        row |= {"fuel": None, "fuel_price_unit": None}
    if row.get("fuel") == "other":
        row |= {key: drawn[key] for key in ("fuel_heat_content", "fuel_emissions")}
    elif row.get("fuel_price_unit") in (None, "$/MMBtu") and "fuel_heat_content" in row:
        row["fuel_heat_content"] = None
    if row.get("bin_width") == 0 and row.get("station") is None:
        row["bin_width"] = 2.0


def _in_other_units(row: Home, other: bool) -> None:
    """The home in °C and kW where ``other``; the unit inputs say so."""
    row |= {"temperature_unit": "C" if other else None, "heat_unit": "kW" if other else None}
    if not other:
        return
    temperatures, heat = keys_in(UNIT_FIELDS["temperature_unit"]), keys_in(UNIT_FIELDS["heat_unit"])
    for key, value in row.items():
        if isinstance(value, float | int) and key in FIELDS:
            if key in temperatures:
                shift = 0.0 if FIELDS[key].difference else FREEZING
                row[key] = round((value - shift) / 1.8, 1) or 0.5
            elif key in heat:
                row[key] = round(value / KW, 2)
            elif key == "load_slope":
                row[key] = round(value * 0.5275, 1)  # W/K


def _texts(rows: Table, point: str = ".", quote: bool = False, separator: str = ",", head: str = "") -> str:
    """The rows as delimited text; whole numbers without a point."""
    out = io.StringIO(newline="")
    out.write(head)
    writer = csv.writer(out, delimiter=separator, quoting=csv.QUOTE_ALL if quote else csv.QUOTE_MINIMAL)
    writer.writerow(rows[0])
    for row in rows:
        cells = ("" if cell is None else f"{cell:.10g}".replace(".", point) if isinstance(cell, float) else str(cell)
                 for cell in row.values())  # fmt: skip
        writer.writerow(cells)
    return out.getvalue()


def _csv(path: Path, rows: Table) -> None:
    path.write_text(_texts(rows), encoding="utf-8", newline="")


def _semicolons(path: Path, rows: Table) -> None:
    path.write_text(_texts(rows, ",", separator=";"), encoding="cp1252", errors="replace", newline="")


def _quoted(path: Path, rows: Table) -> None:
    odd = ("=1+1", 'a "b", c', "line\nbreak", "-x", "", "Ünïcode", "@x", "007", "1.50")
    noted = [{"note": odd[place % len(odd)], **row} for place, row in enumerate(rows)]
    path.write_text("\ufeff" + _texts(noted, quote=True), encoding="utf-8", newline="")


def _tabs(path: Path, rows: Table) -> None:
    text = _texts(rows, separator="\t", head="Homes of 2026\r\n\r\n").splitlines(keepends=True)
    text[10] = text[10].rstrip("\r\n").rpartition("\t")[0] + "\r\n"  # a line that was cut
    path.write_text("".join(text), encoding="utf-16", newline="")


def _labels(path: Path, rows: Table) -> None:
    """Headings in words, some with a unit of their own."""
    units = {"design_load": " (kW)", "electricity_price": " (¢/kWh)", "design_temperature": " (°F)"}
    keys = dict.fromkeys(key for row in rows for key in row)
    heads = {key: f"{FIELDS[key].label}{units.get(key, '')}" if key in FIELDS else key for key in keys}
    scale = {"design_load": 1 / KW, "electricity_price": 100.0}
    scaled = [
        {heads[key]: round(cell * scale[key], 3) if key in scale and isinstance(cell, float) else cell
         for key, cell in row.items()}
        for row in rows
    ]  # fmt: skip
    path.write_text(_texts(scaled), encoding="utf-8", newline="")


def _typed(rows: Table) -> pd.DataFrame:
    """A column of numbers where all are, else of texts."""
    frame = pd.DataFrame(rows, dtype=object)
    for key in frame:
        cells = frame[key].tolist()
        if all(cell is None or isinstance(cell, float) for cell in cells):
            frame[key] = frame[key].astype(float)
        else:
            frame[key] = [cell if cell is None else str(cell) for cell in cells]
    return frame


def _parquet(path: Path, rows: Table) -> None:
    frame = _typed(rows)
    frame.insert(0, "number", range(len(frame)))
    frame["built"] = pd.Timestamp("2001-02-03")
    words = [key for key in frame if key in FIELDS and FIELDS[key].kind == "choice"]
    for key in words[::2]:
        frame[key] = frame[key].astype("category")
    whole = [key for key in frame.select_dtypes(float) if (frame[key] % 1 == 0).all()]
    frame.astype(dict.fromkeys(whole[::2], "int64")).to_parquet(path, row_group_size=137)


def _excel(path: Path, rows: Table) -> None:
    with pd.ExcelWriter(path, engine="openpyxl") as book:
        frame = pd.DataFrame(rows, dtype=object)
        frame.map(lambda cell: f"'{cell}" if isinstance(cell, str) and cell.startswith("=") else cell).to_excel(
            book, index=False
        )


LAYOUTS: Mapping[str, tuple[str, Callable[[Path, Table], None]]] = {
    "commas": ("csv", _csv), "semicolons": ("csv", _semicolons), "quoted": ("csv", _quoted), "tabs": ("csv", _tabs),
    "labels": ("csv", _labels), "parquet": ("parquet", _parquet), "excel": ("xlsx", _excel),
}  # fmt: skip
"""Suffix and writer of each way a table is saved"""

FRAMES: Mapping[str, Callable[[Table], pd.DataFrame]] = {
    "objects": lambda rows: pd.DataFrame(rows, dtype=object),
    "typed": _typed,
    "nullable": lambda rows: _typed(rows).convert_dtypes(),
    "arrow": lambda rows: _typed(rows).convert_dtypes(dtype_backend="pyarrow"),
    "categories": lambda rows: _typed(rows).astype(
        {key: "category" for key in rows[0] if key in FIELDS and FIELDS[key].kind in ("choice", "text")}
    ),
}
"""The ways a table may lie in memory"""
