"""The judge: the model of a dual-fuel heating season in plain Python, one bin after another.

Nothing here is quick and nothing is shared with the package under test: no arrays, no running sums, no imported
constant. Every candidate switchover is costed by a fresh loop over all bins, every crossing is found by bisection.
Units: °F, BTU/h, h, kWh, kW, MMBtu (1e6 BTU), $, kg CO2e. COP, efficiencies and fractions are dimensionless.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

BTU_PER_KWH = 3412.142
BTU_PER_MMBTU = 1e6
LITRES_PER_GALLON = 3.785411784

# Heat content, MMBtu per unit sold: EIA, British thermal unit (Btu) conversion factors.
MMBTU_PER_THERM = 0.1
MMBTU_PER_CCF = 0.1036
MMBTU_PER_GALLON = {"propane": 0.091452, "fuel_oil": 0.1385}

# kg CO2e per MMBtu of fuel: natural gas as in the worked example, the others 40 CFR 98 Table C-1.
FUEL_EMISSIONS = {"natural_gas": 53.0, "propane": 62.87, "fuel_oil": 73.96}

PRICE_UNITS = {
    "natural_gas": ("$/MMBtu", "$/therm", "$/ccf"),
    "propane": ("$/MMBtu", "$/gal", "$/L"),
    "fuel_oil": ("$/MMBtu", "$/gal", "$/L"),
}

# Fraction of the season's hours in bins centred 62, 57, 52 ... °F: AHRI 210/240, 10 CFR 430 Appendix M1.
REGION_FRACTIONS: dict[str, tuple[float, ...]] = {
    "I": (0.291, 0.239, 0.194, 0.129, 0.081, 0.041, 0.019, 0.005, 0.001),
    "II": (0.215, 0.189, 0.163, 0.143, 0.112, 0.088, 0.056, 0.024, 0.008, 0.002),
    "III": (0.153, 0.142, 0.138, 0.137, 0.135, 0.118, 0.092, 0.047, 0.021, 0.009, 0.005, 0.002, 0.001),
    "IV": (0.132, 0.111, 0.103, 0.093, 0.100, 0.109, 0.126, 0.087, 0.055, 0.036, 0.026, 0.013, 0.006, 0.002, 0.001),
    "V": (
        *(0.106, 0.092, 0.086, 0.076, 0.078, 0.087, 0.102, 0.094, 0.074),
        *(0.055, 0.047, 0.038, 0.029, 0.018, 0.010, 0.005, 0.002, 0.001),
    ),
    "VI": (0.113, 0.206, 0.215, 0.204, 0.141, 0.076, 0.034, 0.008, 0.003),
}

# The worked example. A key whose default is None is "not given" unless the case gives it.
DEFAULTS: dict[str, Any] = {
    "load_slope": 600.0,  # BTU/h per °F
    "design_load": None,  # BTU/h
    "billed_fuel": None,  # fuel units
    "billed_degree_days": None,  # °F·d
    "billed_efficiency": None,  # the furnace's
    "fuel_heat_content": None,  # BTU per unit of the price
    "tank_capacity": None,  # fuel units
    "tank_usable_fraction": 0.8,
    "indoor_setpoint": 70.0,
    "load_balance_temperature": None,  # the setpoint
    "design_temperature": 5.0,
    "climate": "proportional",
    "season_hours": 1900.0,
    "hours_below_design": 150.0,
    "bin_width": 2.0,
    "region": None,
    "station": None,
    "weather_file": None,
    "hours_by_temperature": None,  # test-only: [(°F, h), ...], stands for the year of a station or weather file
    "bin_table": None,  # [(°F, h), ...]
    "cop_47": 3.4,
    "cop_17": 2.2,
    "cop_5": None,
    "cop_35": None,  # the frosting test; counts with defrost ahri
    "capacity_47": None,
    "capacity_17": None,
    "capacity_5": None,
    "capacity_35": None,
    "performance_table": None,  # [(°F, COP, BTU/h), ...]
    "defrost": "none",
    "cycling_degradation": 0.0,
    "compressor_lockout": None,
    "fuel": "natural_gas",
    "fuel_price": 13.0,
    "fuel_price_unit": "$/MMBtu",
    "furnace_efficiency": 0.95,
    "furnace_capacity": None,
    "furnace_fan_power": 0.0,
    "strip_capacity": None,  # kW
    "backup_operation": "alternate",
    "electricity_price": 0.14,
    "grid_emissions": 0.38,
    "fuel_emissions": None,  # by fuel
    "initial_balance_point": 35.0,
    "existing_switchover": 35.0,
}

SEARCH_STEP = 0.05  # °F; two crossings closer than this would be missed, and no realistic curve has them
BISECTION_WIDTH = 1e-12  # °F


@dataclass(frozen=True)
class Bin:
    """Outdoor temperatures from low to high [°F], the temperature that stands for them [°F] and their hours [h]."""

    low: float
    high: float
    temperature: float
    hours: float


@dataclass(frozen=True)
class Flows:
    """How one bin's load is met, heat flows [BTU/h], in one way of running it."""

    heat_pump: float
    furnace: float
    strips: float
    unmet: float


@dataclass(frozen=True)
class BinRun:
    """One bin with its equipment: load and capacity [BTU/h], COP, and the heat flows of each way of running it."""

    bin: Bin
    load: float
    cop: float  # after cycling: what the compressor is billed at
    capacity: float  # math.inf when unlimited
    locked_out: bool
    heat_pump_only: Flows
    furnace_only: Flows
    dual: Flows
    emergency: Flows
    early_flags: tuple[str, ...]  # everything but "unmet", which depends on the switchover


# ----------------------------------------------------------------------------------------------------------------------
# Inputs


def with_defaults(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """The case with every key present: absent and None mean the default; derived inputs are derived.

    Raises ValueError for an unknown key or a combination the model has no rule for.
    """
    unknown = sorted(set(inputs) - set(DEFAULTS))
    if unknown:
        raise ValueError(f"unknown inputs: {unknown}")
    case = dict(DEFAULTS)
    for key, value in inputs.items():
        if value is not None:
            case[key] = value

    if case["load_balance_temperature"] is None:
        case["load_balance_temperature"] = case["indoor_setpoint"]
    if case["billed_fuel"] is not None and inputs.get("load_slope") is None:
        efficiency = case["billed_efficiency"] or case["furnace_efficiency"]
        heat = case["billed_fuel"] * unit_heat(case, reported_fuel_unit(case)) * BTU_PER_MMBTU * efficiency
        case["load_slope"] = heat / 24 / case["billed_degree_days"]
    if case["design_load"] is not None:
        case["load_slope"] = case["design_load"] / (case["load_balance_temperature"] - case["design_temperature"])
    if case["fuel_emissions"] is None:
        case["fuel_emissions"] = FUEL_EMISSIONS[case["fuel"]]

    if case["fuel_price_unit"] not in PRICE_UNITS[case["fuel"]]:
        raise ValueError(f"{case['fuel']} is not sold in {case['fuel_price_unit']}")
    if case["furnace_fan_power"] and case["furnace_capacity"] is None:
        raise ValueError("furnace_fan_power needs furnace_capacity")
    if case["cycling_degradation"] and not points_of(case, "capacity"):
        raise ValueError("cycling_degradation needs a capacity")
    if case["backup_operation"] not in ("alternate", "simultaneous"):
        raise ValueError(f"backup_operation {case['backup_operation']!r}")
    if case["defrost"] not in ("none", "resnet", "ahri"):
        raise ValueError(f"defrost {case['defrost']!r}")
    return case


def mmbtu_per_unit(fuel: str, unit: str) -> float:
    """Heat in one unit of fuel [MMBtu], for the units MMBtu, therm, ccf, gal, L."""
    if unit == "MMBtu":
        return 1.0
    if unit == "therm":
        return MMBTU_PER_THERM
    if unit == "ccf":
        return MMBTU_PER_CCF
    if unit == "gal":
        return MMBTU_PER_GALLON[fuel]
    if unit == "L":
        return MMBTU_PER_GALLON[fuel] / LITRES_PER_GALLON
    raise ValueError(f"fuel unit {unit!r}")


def price_per_mmbtu(case: Mapping[str, Any]) -> float:
    """The fuel's price [$/MMBtu of fuel]."""
    unit: str = case["fuel_price_unit"].removeprefix("$/")
    price: float = case["fuel_price"]
    return price / unit_heat(case, unit)


def unit_heat(case: Mapping[str, Any], unit: str) -> float:
    """Heat in one unit of the case's fuel [MMBtu]: the supplier's where it is given."""
    given: float | None = case["fuel_heat_content"]
    return mmbtu_per_unit(case["fuel"], unit) if given is None else given / BTU_PER_MMBTU


def reported_fuel_unit(case: Mapping[str, Any]) -> str:
    """The unit fuel is reported in: the one it is priced in, or the one it is usually sold in if priced by MMBtu."""
    unit: str = case["fuel_price_unit"].removeprefix("$/")
    if unit != "MMBtu":
        return unit
    return "therm" if case["fuel"] == "natural_gas" else "gal"


# ----------------------------------------------------------------------------------------------------------------------
# Climate: always a list of bins from warm to cold


def bins_of(case: Mapping[str, Any]) -> list[Bin]:
    """The season's bins, warm to cold."""
    climate = case["climate"]
    if climate == "proportional":
        return proportional_bins(case)
    if climate == "bins":
        return user_bins(case)
    if climate == "region":
        return region_bins(case)
    if climate in ("weather", "station"):
        return weather_bins(case)
    raise ValueError(f"climate {climate!r}")


def proportional_bins(case: Mapping[str, Any]) -> list[Bin]:
    """Bins from the setpoint down to the design temperature, hours in proportion to d·w; the rest on the coldest."""
    setpoint, design, width = case["indoor_setpoint"], case["design_temperature"], case["bin_width"]
    # The tolerance keeps rounding in (setpoint - design) / width from adding a bin of no width at the cold end.
    count = math.ceil((setpoint - design) / width - 1e-9)
    edges = [setpoint - i * width for i in range(count)] + [design]

    weights = []
    for high, low in pairwise(edges):
        midpoint = (low + high) / 2
        weights.append((setpoint - midpoint) * (high - low))
    total = sum(weights)

    bins = []
    for i, weight in enumerate(weights):
        low, high = edges[i + 1], edges[i]
        hours = case["season_hours"] * weight / total
        if i == count - 1:
            hours += case["hours_below_design"]
        bins.append(Bin(low, high, (low + high) / 2, hours))
    return bins


def user_bins(case: Mapping[str, Any]) -> list[Bin]:
    """The user's temperatures and hours as they are; edges halfway to the neighbours."""
    rows = sorted(((row[0], row[1]) for row in case["bin_table"]), reverse=True)
    if len(rows) == 1:
        half = case["bin_width"] / 2 if case["bin_width"] > 0 else 1.0
        temperature, hours = rows[0]
        return [Bin(temperature - half, temperature + half, temperature, hours)]

    temperatures = [row[0] for row in rows]
    edges = [temperatures[0] + (temperatures[0] - temperatures[1]) / 2]
    for warmer, colder in pairwise(temperatures):
        edges.append((warmer + colder) / 2)
    edges.append(temperatures[-1] - (temperatures[-2] - temperatures[-1]) / 2)
    return [Bin(edges[i + 1], edges[i], temperature, hours) for i, (temperature, hours) in enumerate(rows)]


def region_bins(case: Mapping[str, Any]) -> list[Bin]:
    """The published 5 °F bins of an AHRI region, hours scaled to season_hours."""
    fractions = REGION_FRACTIONS[case["region"]]
    total = sum(fractions)
    bins = []
    for i, fraction in enumerate(fractions):
        centre = 62.0 - 5.0 * i
        bins.append(Bin(centre - 2.5, centre + 2.5, centre, case["season_hours"] * fraction / total))
    return bins


def weather_bins(case: Mapping[str, Any]) -> list[Bin]:
    """Hours below the load balance temperature, counted into bins whose temperature is the mean of their own hours."""
    if case["hours_by_temperature"] is None:
        raise ValueError("a weather or station climate needs hours_by_temperature here")
    limit: float = case["load_balance_temperature"]
    width: float = case["bin_width"]
    counted = [(t, h) for t, h in case["hours_by_temperature"] if t < limit and h > 0]
    if not counted:
        raise ValueError("no hour is below the load balance temperature")

    if width == 0:
        bins = []
        high = limit
        for temperature in sorted({t for t, _ in counted}, reverse=True):
            bins.append(Bin(temperature, high, temperature, sum(h for t, h in counted if t == temperature)))
            high = temperature
        return bins

    def index_of(temperature: float) -> int:
        # An hour on an edge belongs to the bin above it, also when the division lands a hair below a whole number.
        return math.floor(temperature / width + 1e-9)

    indices = [index_of(t) for t, _ in counted]
    bins = []
    for index in range(max(indices), min(indices) - 1, -1):
        low, high = index * width, (index + 1) * width
        own = [(t, h) for t, h in counted if index_of(t) == index]
        hours = sum(h for _, h in own)
        # The mean of hours that all lie on the low edge must not fall below it by rounding: a switchover at that edge
        # has this bin on the heat pump.
        mean = max(low, sum(t * h for t, h in own) / hours) if own else (low + high) / 2
        bins.append(Bin(low, high, mean, hours))
    return bins


# ----------------------------------------------------------------------------------------------------------------------
# Equipment


def points_of(case: Mapping[str, Any], what: str) -> list[tuple[float, float]]:
    """The points (°F, value) of "cop" or "capacity" [BTU/h], cold to warm; empty when none are given."""
    if case["performance_table"] is not None:
        column = 1 if what == "cop" else 2
        rows = [row for row in case["performance_table"] if len(row) > column and row[column] is not None]
        return sorted((row[0], row[column]) for row in rows)
    frosting = case[f"{what}_35"] if case["defrost"] == "ahri" else None
    if frosting is not None and case[f"{what}_5"] is None:
        # AHRI 210/240: below 17 °F the line through 17 and 47 °F, which the frosting test does not bend.
        per_degree = (case[f"{what}_47"] - case[f"{what}_17"]) / 30
        case = {**case, f"{what}_5": case[f"{what}_17"] - 12 * per_degree}
    named = [(5.0, case[f"{what}_5"]), (17.0, case[f"{what}_17"]), (35.0, frosting), (47.0, case[f"{what}_47"])]
    return [(temperature, value) for temperature, value in named if value is not None]


def rated_range(case: Mapping[str, Any], what: str) -> tuple[float, float]:
    """The coldest and warmest temperature with a rating [°F]."""
    points = points_of({**case, "defrost": "none"}, what)
    return points[0][0], points[-1][0]


def on_line(points: list[tuple[float, float]], temperature: float) -> float:
    """Piecewise linear through the points, the end segments extended; a single point is a constant."""
    if len(points) == 1:
        return points[0][1]
    segment = 0
    while segment < len(points) - 2 and temperature > points[segment + 1][0]:
        segment += 1
    (t0, y0), (t1, y1) = points[segment], points[segment + 1]
    return y0 + (y1 - y0) * (temperature - t0) / (t1 - t0)


def defrost_fraction(case: Mapping[str, Any], temperature: float) -> float:
    """RESNET defrost fraction f: 0 without defrost and at 40 °F and above. It jumps at 40 °F, as published."""
    if case["defrost"] != "resnet" or temperature >= 40:
        return 0.0
    return min(max(0.134 - 0.003 * temperature, 0.0), 0.08)


def raw_cop(case: Mapping[str, Any], temperature: float) -> float:
    """COP on its line and with defrost, before the floor."""
    f = defrost_fraction(case, temperature)
    return on_line(points_of(case, "cop"), temperature) * (1 - 1.8 * f) / (1 - 0.3 * f)


def steady_cop(case: Mapping[str, Any], temperature: float) -> float:
    """COP on its line, with defrost, floored at 1: what the balance points see. No cycling."""
    return max(1.0, raw_cop(case, temperature))


def capacity(case: Mapping[str, Any], temperature: float) -> float:
    """Heating capacity [BTU/h]: on its line, floored at 0, then defrost; infinite when none is given."""
    points = points_of(case, "capacity")
    if not points:
        return math.inf
    return max(0.0, on_line(points, temperature)) * (1 - 1.8 * defrost_fraction(case, temperature))


def load(case: Mapping[str, Any], temperature: float) -> float:
    """Heating load [BTU/h]."""
    slope: float = case["load_slope"]
    balance: float = case["load_balance_temperature"]
    return slope * max(0.0, balance - temperature)


def run_bin(case: Mapping[str, Any], one: Bin) -> BinRun:
    """One bin's load, COP, capacity and heat flows."""
    t = one.temperature
    q = load(case, t)
    cap = capacity(case, t)
    steady = steady_cop(case, t)
    cop = steady
    if 0 < cap < math.inf:
        cop = steady * (1 - case["cycling_degradation"] * (1 - min(1.0, q / cap)))

    locked_out = case["compressor_lockout"] is not None and t < case["compressor_lockout"]
    available = 0.0 if locked_out else cap
    strip_limit = math.inf if case["strip_capacity"] is None else case["strip_capacity"] * BTU_PER_KWH
    furnace_limit = math.inf if case["furnace_capacity"] is None else case["furnace_capacity"]

    # Each remainder is taken from the one before it, so a load that is fully met leaves exactly nothing unmet.
    hp = min(q, available)
    shortfall = q - hp
    strips = min(shortfall, strip_limit)
    heat_pump_only = Flows(hp, 0.0, strips, shortfall - strips)

    furnace = min(q, furnace_limit)
    rest = q - furnace
    strips = min(rest, strip_limit)
    furnace_only = Flows(0.0, furnace, strips, rest - strips)

    if shortfall == 0:
        dual = Flows(hp, 0.0, 0.0, 0.0)
    elif case["backup_operation"] == "alternate":
        dual = furnace_only
    else:
        furnace = min(shortfall, furnace_limit)
        rest = shortfall - furnace
        strips = min(rest, strip_limit)
        dual = Flows(hp, furnace, strips, rest - strips)

    strips = min(q, strip_limit)
    emergency = Flows(0.0, 0.0, strips, q - strips)

    flags = []
    if steady < 1.1:
        flags.append("low_cop")
    if raw_cop(case, t) < 1.0:
        flags.append("floored")
    if t < rated_range(case, "cop")[0] or t > rated_range(case, "cop")[1]:
        flags.append("extrapolated")
    if shortfall > 0 and not locked_out:
        flags.append("shortfall")
    if locked_out:
        flags.append("locked_out")
    return BinRun(one, q, cop, cap, locked_out, heat_pump_only, furnace_only, dual, emergency, tuple(flags))


# ----------------------------------------------------------------------------------------------------------------------
# One bin's energy, cost and emissions


def compressor_kw(run: BinRun, flows: Flows) -> float:
    """Compressor power [kW]."""
    return flows.heat_pump / BTU_PER_KWH / run.cop


def strip_kw(flows: Flows) -> float:
    """Strip power [kW], COP 1."""
    return flows.strips / BTU_PER_KWH


def fan_kw(case: Mapping[str, Any], flows: Flows) -> float:
    """Furnace blower power [kW], in proportion to the furnace's share of its capacity."""
    if case["furnace_capacity"] is None:
        return 0.0
    power: float = case["furnace_fan_power"]
    furnace_capacity: float = case["furnace_capacity"]
    return power * flows.furnace / furnace_capacity


def fuel_rate(case: Mapping[str, Any], flows: Flows) -> float:
    """Fuel burned [MMBtu/h]."""
    efficiency: float = case["furnace_efficiency"]
    return flows.furnace / efficiency / BTU_PER_MMBTU


def season_cost(case: Mapping[str, Any], run: BinRun, flows: Flows) -> float:
    """The bin's cost over the season [$]."""
    kw = compressor_kw(run, flows) + strip_kw(flows) + fan_kw(case, flows)
    electricity_price: float = case["electricity_price"]
    return run.bin.hours * (kw * electricity_price + fuel_rate(case, flows) * price_per_mmbtu(case))


def season_emissions(case: Mapping[str, Any], run: BinRun, flows: Flows) -> float:
    """The bin's emissions over the season [kg CO2e]."""
    kw = compressor_kw(run, flows) + strip_kw(flows) + fan_kw(case, flows)
    grid: float = case["grid_emissions"]
    fuel: float = case["fuel_emissions"]
    return run.bin.hours * (kw * grid + fuel_rate(case, flows) * fuel)


def at_switchover(run: BinRun, switchover: float) -> Flows:
    """How a bin is run in dual-fuel operation with this switchover [°F]."""
    return run.dual if run.bin.temperature >= switchover else run.furnace_only


# ----------------------------------------------------------------------------------------------------------------------
# The switchover


def switchover_curve(case: Mapping[str, Any], runs: list[BinRun]) -> list[dict[str, Any]]:
    """Season cost, emissions and furnace hours for every candidate, warm to cold."""
    curve = []
    for switchover in [runs[0].bin.high] + [run.bin.low for run in runs]:
        cost = emissions = hours = 0.0
        for run in runs:
            flows = at_switchover(run, switchover)
            cost += season_cost(case, run, flows)
            emissions += season_emissions(case, run, flows)
            if flows.furnace > 0:
                hours += run.bin.hours
        curve.append({"switchover": switchover, "annual_cost": cost, "emissions_kg": emissions, "furnace_hours": hours})
    return curve


def recommend(curve: list[dict[str, Any]], guess: float) -> dict[str, Any]:
    """The cheapest candidate; among equals the nearest to the guess [°F], then the warmer."""
    lowest = min(row["annual_cost"] for row in curve)
    best = None
    best_distance = math.inf
    for row in curve:  # warm to cold, so a strict comparison keeps the warmer of two at the same distance
        if row["annual_cost"] > lowest + 1e-9 * abs(lowest):
            continue
        distance = round(abs(row["switchover"] - guess), 9)
        if distance < best_distance:
            best, best_distance = row, distance
    assert best is not None
    if best is curve[-1]:
        status = "heat_pump_always"
    elif best is curve[0]:
        status = "fuel_always"
    else:
        status = "crosses"
    return {"switchover": best["switchover"], "status": status, "annual_cost": best["annual_cost"]}


# ----------------------------------------------------------------------------------------------------------------------
# Balance points


def bisect(heat_pump_wins: Callable[[float], bool], warm: float, cold: float) -> float:
    """Where the answer changes between warm and cold [°F]: the warm end of what is left of the interval."""
    at_warm = heat_pump_wins(warm)
    while warm - cold > BISECTION_WIDTH:
        middle = (warm + cold) / 2
        if heat_pump_wins(middle) == at_warm:
            warm = middle
        else:
            cold = middle
    return warm


def crossings(heat_pump_wins: Callable[[float], bool], low: float, high: float, knots: Iterable[float]) -> list[float]:
    """The temperatures [°F] in [low, high] where the answer changes, warm to cold, by bisection."""
    grid = {low, high}
    for knot in knots:
        # The point just below a knot as well: at 40 °F the defrost curve jumps.
        grid.update(t for t in (knot, math.nextafter(knot, -math.inf)) if low < t < high)
    steps = math.ceil((high - low) / SEARCH_STEP)
    grid.update(low + (high - low) * i / steps for i in range(1, steps))

    found = []
    ordered = sorted(grid, reverse=True)
    for warm, cold in pairwise(ordered):
        if heat_pump_wins(warm) != heat_pump_wins(cold):
            found.append(bisect(heat_pump_wins, warm, cold))
    return found


def balance_point(
    heat_pump_wins: Callable[[float], bool],
    limits: tuple[float, float],
    knots: Iterable[float],
    rated: tuple[float, float],
    switchover: float,
) -> dict[str, Any]:
    """Temperature [°F], status and whether it lies outside the rated range; ranges from cold to warm [°F]."""
    low, high = limits
    found = crossings(heat_pump_wins, low, high, knots)
    if not found:
        status = "heat_pump_always" if heat_pump_wins(high) else "fuel_always"
        return {"temperature": None, "status": status, "extrapolated": False}
    nearest = min(found, key=lambda t: abs(t - switchover))
    point: dict[str, Any] = {
        "temperature": nearest,
        "status": "crosses" if len(found) == 1 else "multiple",
        "extrapolated": not rated[0] <= nearest <= rated[1],
    }
    if len(found) > 1:
        point["temperatures"] = found
    return point


def balance_points(case: Mapping[str, Any], bins: list[Bin], switchover: float) -> dict[str, dict[str, Any]]:
    """The economic, thermal and emissions balance points."""
    lowest = bins[-1].low
    # Bins that all lie above the setpoint leave one temperature to judge: the lowest edge.
    limits = (lowest, max(lowest, case["indoor_setpoint"]))
    cop_points = points_of(case, "cop")
    capacity_points = points_of(case, "capacity")
    cop_rated = rated_range(case, "cop")
    knots = [t for t, _ in cop_points] + [t for t, _ in capacity_points] + [18.0, 40.0]
    knots.append(case["load_balance_temperature"])

    def against_fuel(per_kwh: float, per_mmbtu: float) -> dict[str, Any]:
        numerator = per_kwh * (BTU_PER_MMBTU / BTU_PER_KWH) * case["furnace_efficiency"]
        if per_mmbtu == 0:
            status = "fuel_always" if numerator > 0 else "not_modelled"
            return {"temperature": None, "status": status, "extrapolated": False, "break_even_cop": None}
        break_even = numerator / per_mmbtu
        point = balance_point(lambda t: steady_cop(case, t) >= break_even, limits, knots, cop_rated, switchover)
        return {**point, "break_even_cop": break_even}

    if capacity_points:
        capacity_rated = rated_range(case, "capacity")
        thermal = balance_point(lambda t: capacity(case, t) >= load(case, t), limits, knots, capacity_rated, switchover)
    else:
        thermal = {"temperature": None, "status": "not_modelled", "extrapolated": False}
    return {
        "economic": against_fuel(case["electricity_price"], price_per_mmbtu(case)),
        "thermal": thermal,
        "emissions": against_fuel(case["grid_emissions"], case["fuel_emissions"]),
    }


# ----------------------------------------------------------------------------------------------------------------------
# Scenarios


def scenario(
    case: Mapping[str, Any],
    runs: list[BinRun],
    name: str,
    switchover: float | None,
    flows_of: Callable[[BinRun], Flows],
) -> dict[str, Any]:
    """One season: energy [kWh, MMBtu], cost [$], emissions [kg], hours [h]; the savings are added afterwards."""
    cost = emissions = hours = furnace_hours = strip_hours = backup_hours = 0.0
    compressor_kwh = strips_kwh = fan_kwh = fuel = 0.0
    load_heat = heat_pump_heat = furnace_heat = strip_heat = unmet_heat = 0.0  # BTU
    for run in runs:
        flows = flows_of(run)
        h = run.bin.hours
        hours += h
        cost += season_cost(case, run, flows)
        emissions += season_emissions(case, run, flows)
        compressor_kwh += h * compressor_kw(run, flows)
        strips_kwh += h * strip_kw(flows)
        fan_kwh += h * fan_kw(case, flows)
        fuel += h * fuel_rate(case, flows)
        load_heat += h * run.load
        heat_pump_heat += h * flows.heat_pump
        furnace_heat += h * flows.furnace
        strip_heat += h * flows.strips
        unmet_heat += h * flows.unmet
        if flows.furnace > 0:
            furnace_hours += h
        if flows.strips > 0:
            strip_hours += h
        if flows.furnace > 0 or flows.strips > 0:
            backup_hours += h

    # Delivered heat is load less unmet heat, added up directly so that nothing delivered is exactly zero.
    delivered = (heat_pump_heat + furnace_heat + strip_heat) / BTU_PER_MMBTU
    heating_kwh = compressor_kwh + strips_kwh
    unit = reported_fuel_unit(case)
    return {
        "scenario": name,
        "switchover": switchover,
        "annual_cost": cost,
        "electricity_kwh": compressor_kwh + strips_kwh + fan_kwh,
        "strip_kwh": strips_kwh,
        "fuel_mmbtu": fuel,
        "fuel_units": fuel / unit_heat(case, unit),
        "fuel_unit": unit,
        "emissions_kg": emissions,
        "furnace_hours": furnace_hours,
        "furnace_hours_fraction": furnace_hours / hours if hours > 0 else None,
        "furnace_load_fraction": furnace_heat / load_heat if load_heat > 0 else None,
        "backup_hours": backup_hours,
        "load_mmbtu": load_heat / BTU_PER_MMBTU,
        "unmet_mmbtu": unmet_heat / BTU_PER_MMBTU,
        "cost_per_mmbtu": cost / delivered if delivered > 0 else None,
        "strip_hours": strip_hours,
        "strip_load_fraction": strip_heat / load_heat if load_heat > 0 else None,
        "strip_cost_ratio": heat_pump_heat / BTU_PER_KWH / compressor_kwh if compressor_kwh > 0 else None,
        "seasonal_cop": (heat_pump_heat + strip_heat) / BTU_PER_KWH / heating_kwh if heating_kwh > 0 else None,
    }


def scenarios_of(case: Mapping[str, Any], runs: list[BinRun], switchover: float, guess: float) -> list[dict[str, Any]]:
    """The six scenarios in the order of the contract, with their savings [$]."""
    existing = case["existing_switchover"]
    rows = [
        scenario(case, runs, "heat_pump_only", None, lambda run: run.heat_pump_only),
        scenario(case, runs, "furnace_only", None, lambda run: run.furnace_only),
        scenario(case, runs, "optimized", switchover, lambda run: at_switchover(run, switchover)),
        scenario(case, runs, "existing_switchover", existing, lambda run: at_switchover(run, existing)),
        scenario(case, runs, "initial_guess", guess, lambda run: at_switchover(run, guess)),
        scenario(case, runs, "emergency_heat", None, lambda run: run.emergency),
    ]
    dearer = max(rows[0]["annual_cost"], rows[1]["annual_cost"])
    existing_cost = rows[3]["annual_cost"]
    for row in rows:
        row["saving_vs_existing"] = existing_cost - row["annual_cost"]
        row["saving_vs_single_fuel"] = dearer - row["annual_cost"]
    return rows


# ----------------------------------------------------------------------------------------------------------------------
# The tables


def bin_row(case: Mapping[str, Any], number: int, run: BinRun, switchover: float) -> dict[str, Any]:
    """One row of the bins table; kW and BTU/h are rates, $ and kg are season totals of the bin."""
    if run.bin.temperature < switchover:
        source = "furnace"
    elif run.dual.furnace > 0:
        source = "heat_pump+furnace" if run.dual.heat_pump > 0 else "furnace"
    else:
        source = "heat_pump"
    flags = list(run.early_flags)
    if at_switchover(run, switchover).unmet > 0:
        flags.append("unmet")
    return {
        "bin": number,
        "low": run.bin.low,
        "high": run.bin.high,
        "temperature": run.bin.temperature,
        "hours": run.bin.hours,
        "load_btuh": run.load,
        "cop": run.cop,
        "capacity_btuh": None if run.capacity == math.inf else run.capacity,
        "heat_pump_kw": compressor_kw(run, run.heat_pump_only),
        "strip_kw": strip_kw(run.heat_pump_only),
        "furnace_mmbtu_per_h": fuel_rate(case, run.furnace_only),
        "heat_pump_cost": season_cost(case, run, run.heat_pump_only),
        "furnace_cost": season_cost(case, run, run.furnace_only),
        "heat_pump_emissions_kg": season_emissions(case, run, run.heat_pump_only),
        "furnace_emissions_kg": season_emissions(case, run, run.furnace_only),
        "source": source,
        "flags": flags,
        "heat_pump_btuh": run.heat_pump_only.heat_pump,
        "furnace_btuh": run.furnace_only.furnace,
        "furnace_strip_btuh": run.furnace_only.strips,
        "dual_heat_pump_btuh": run.dual.heat_pump,
        "dual_furnace_btuh": run.dual.furnace,
        "dual_strip_btuh": run.dual.strips,
        "emergency_strip_btuh": run.emergency.strips,
        "dual_cost": season_cost(case, run, run.dual),
        "dual_emissions_kg": season_emissions(case, run, run.dual),
    }


def sizing_temperature(case: Mapping[str, Any], inputs: Mapping[str, Any], bins: list[Bin]) -> float:
    """Where strips and tank are sized [°F]: the design temperature, or the coldest bin's where there is none."""
    given = inputs.get("design_temperature") is not None or inputs.get("design_load") is not None
    chosen: float = case["design_temperature"] if given or case["climate"] == "proportional" else bins[-1].temperature
    return chosen


def auxiliary_heat(case: Mapping[str, Any], design: float) -> dict[str, Any]:
    """Shortfall of the heat pump at the design temperature [BTU/h], strips [kW] and their next stock size."""
    locked_out = case["compressor_lockout"] is not None and design < case["compressor_lockout"]
    shortfall = max(0.0, load(case, design) - (0.0 if locked_out else capacity(case, design)))
    needed = shortfall / BTU_PER_KWH
    stock = [size for size in (0.0, 5.0, 8.0, 10.0, 15.0, 20.0, 25.0) if size >= needed - 1e-9]
    return {
        "design_temperature": design,
        "design_load_btuh": load(case, design),
        "shortfall_btuh": shortfall,
        "strip_kw_needed": needed,
        "strip_kw_stock": stock[0] if stock else None,
    }


def fuel_storage(
    case: Mapping[str, Any], runs: list[BinRun], switchover: float, season_units: float, design: float
) -> dict[str, Any]:
    """Fuel of the cold snap and of a day at the design load, tank, autonomy and deliveries, in the fuel's unit."""
    heat = unit_heat(case, reported_fuel_unit(case)) * BTU_PER_MMBTU * case["furnace_efficiency"]
    hours = case["hours_below_design"] if case["climate"] == "proportional" else 0.0
    snap = at_switchover(runs[-1], switchover).furnace * hours / heat
    a_day = 24 * load(case, design) / heat
    usable = None if case["tank_capacity"] is None else case["tank_capacity"] * case["tank_usable_fraction"]
    return {
        "cold_snap_hours": hours,
        "cold_snap_units": snap,
        "season_units": season_units,
        "tank_needed_units": snap / case["tank_usable_fraction"],
        "design_units_per_day": a_day,
        "usable_units": usable,
        "autonomy_days": None if usable is None or a_day == 0 else usable / a_day,
        "deliveries": None if usable is None else math.ceil(round(season_units / usable, 9)),
    }


def solve(inputs: dict[str, Any]) -> dict[str, Any]:
    """The whole answer for one case.

    inputs: the input keys of the model, only the given ones (None counts as not given), in the units of the model,
    plus hours_by_temperature [(°F, h), ...] for a weather or station climate.

    Returns balance_points, recommended, scenarios, bins (warm to cold) and switchover_curve (warm to cold), with the
    keys of the JSON of `run`. Raises ValueError for what the model has no rule for.
    """
    case = with_defaults(inputs)
    bins = bins_of(case)
    runs = [run_bin(case, one) for one in bins]

    guess = min(max(case["initial_balance_point"], bins[-1].low), bins[0].high)
    curve = switchover_curve(case, runs)
    recommended = recommend(curve, guess)
    switchover = recommended["switchover"]
    season_units = scenarios_of(case, runs, switchover, guess)[2]["fuel_units"]
    design = sizing_temperature(case, inputs, bins)
    return {
        "auxiliary_heat": auxiliary_heat(case, design),
        "fuel_storage": fuel_storage(case, runs, switchover, season_units, design),
        "balance_points": balance_points(case, bins, switchover),
        "recommended": recommended,
        "scenarios": scenarios_of(case, runs, switchover, guess),
        "bins": [bin_row(case, i + 1, run, switchover) for i, run in enumerate(runs)],
        "switchover_curve": curve,
    }
