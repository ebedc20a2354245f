"""Hypothesis strategies for valid cases: dictionaries of input keys, each case using more of the model than the last.

A result has yes-or-no parts: is this bin at or above the switchover, below the lockout, beyond the rating points, is
any load left? Where a case sits exactly on such an edge, two right implementations may answer differently, because one
adds a bin width fifty times and the other multiplies. The strategies keep coincidences where the arithmetic is exact
(whole and binary fractions, temperatures taken as they are), and elsewhere shift a value by a fraction of a thousandth
that no sum of the others can reach. Each such place says so.

Units: °F, BTU/h per °F, BTU/h, h, kW, $, kg CO2.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

Case = dict[str, Any]

MAX_BINS = 120

# Shifts for the cases whose bin temperatures are rounded sums. Widths have three decimals, so halves of bins are
# multiples of 0.0005; modulo 0.0005 a setpoint leaves 0.0002, a switchover 0.0001, a whole number 0.
SETPOINT_SHIFT = 0.0037
SWITCHOVER_SHIFT = 0.0071
WEATHER_SHIFT = 0.0137

FUELS = {
    # fuel: [(unit, lowest price, highest price)]
    "natural_gas": [
        ("$/MMBtu", 4.0, 45.0),
        ("$/therm", 0.4, 4.5),
        ("$/ccf", 0.4, 4.5),
        ("$/Mcf", 4.0, 45.0),
        ("$/m³", 0.15, 1.6),
        ("$/Dth", 4.0, 45.0),
        ("$/GJ", 4.0, 42.0),
        ("$/kWh", 0.014, 0.15),
    ],
    "propane": [
        ("$/MMBtu", 12.0, 70.0),
        ("$/gal", 1.2, 6.5),
        ("$/L", 0.3, 1.8),
        ("$/imp gal", 1.4, 7.5),
        ("$/lb", 0.3, 1.5),
        ("$/kg", 0.6, 3.3),
        ("$/GJ", 12.0, 66.0),
        ("$/kWh", 0.04, 0.24),
    ],
    "fuel_oil": [("$/MMBtu", 12.0, 60.0), ("$/gal", 1.8, 7.5), ("$/L", 0.5, 2.0), ("$/imp gal", 2.2, 9.0)],
    "kerosene": [("$/MMBtu", 12.0, 60.0), ("$/gal", 1.8, 7.5), ("$/L", 0.5, 2.0)],
    "biodiesel_b20": [("$/MMBtu", 12.0, 60.0), ("$/gal", 1.8, 7.5)],
    "wood_pellets": [("$/MMBtu", 8.0, 40.0), ("$/ton", 150.0, 600.0), ("$/bag", 3.0, 12.0), ("$/tonne", 160.0, 650.0)],
    "electricity": [("$/kWh", 0.04, 0.5)],
    "other": [("$/unit", 0.5, 8.0)],
}


def decimals(low: float, high: float, places: int, shift: float = 0.0) -> st.SearchStrategy[float]:
    """Numbers with so many decimals from low to high, the shift added; written as one would type them."""
    scale = 10**places
    whole = st.integers(round(low * scale), round(high * scale))
    return whole.map(lambda n: round(n / scale + shift, 6))


def halves(low: float, high: float, per_unit: int = 2) -> st.SearchStrategy[float]:
    """Multiples of 1/per_unit, a power of two: sums and midpoints of these are exact."""
    return st.integers(round(low * per_unit), round(high * per_unit)).map(lambda n: n / per_unit)


def seldom_zero(values: st.SearchStrategy[float]) -> st.SearchStrategy[float]:
    """The values, and now and then 0."""
    return st.integers(0, 11).flatmap(lambda n: st.just(0.0) if n == 11 else values)


# ----------------------------------------------------------------------------------------------------------------------
# Climates: each gives the keys of the climate, the temperatures around it and the switchovers


@st.composite
def _switchovers(draw: st.DrawFn, values: st.SearchStrategy[float]) -> Case:
    """initial_balance_point, existing_switchover, as_left_switchover [°F], each given or not."""
    case: Case = {}
    for key in ("initial_balance_point", "existing_switchover", "as_left_switchover"):
        if draw(st.booleans()):
            case[key] = draw(values)
    return case


@st.composite
def exact_proportional(draw: st.DrawFn) -> Case:
    """Binary fractions throughout, so that switchovers do land on bin edges and on representative temperatures."""
    case: Case = {"climate": "proportional"} if draw(st.booleans()) else {}
    setpoint = 70.0
    if draw(st.booleans()):
        setpoint = case["indoor_setpoint"] = draw(halves(60, 76))
    balance = setpoint
    if draw(st.booleans()):
        balance = case["load_balance_temperature"] = draw(halves(52, 76))
    design = 5.0
    if draw(st.booleans()):
        design = case["design_temperature"] = draw(halves(-25, min(setpoint, balance) - 12))
    if draw(st.booleans()):
        widths = [w for w in (0.5, 1.0, 2.0, 2.5, 4.0, 5.0, 10.0, 30.0, 150.0) if (setpoint - design) / w <= MAX_BINS]
        case["bin_width"] = draw(st.sampled_from(widths))
    case |= draw(_switchovers(halves(-35, 85, 4)))
    return case


@st.composite
def uneven_proportional(draw: st.DrawFn) -> Case:
    """Any width, dividing the range or not; setpoint and switchovers shifted so that no bin temperature meets them."""
    setpoint = draw(decimals(60, 76, 2, SETPOINT_SHIFT))
    width = draw(decimals(0.85, 14, 3))
    case: Case = {"climate": "proportional", "indoor_setpoint": setpoint, "bin_width": width}
    balance = setpoint
    if draw(st.booleans()):
        # A load of 0 and one of 1e-11 BTU/h differ in furnace hours, so this one is shifted as well.
        balance = case["load_balance_temperature"] = draw(decimals(52, 76, 2, SWITCHOVER_SHIFT))
    warmest_design = min(setpoint, balance) - 12
    fewest = int((setpoint - warmest_design) / width) + 1
    most = int((setpoint + 25) / width)
    if fewest <= most and draw(st.booleans()):
        # Divides exactly on paper, not always in binary.
        case["design_temperature"] = round(setpoint - draw(st.integers(fewest, most)) * width, 4)
    else:
        case["design_temperature"] = draw(decimals(-25, int(warmest_design), 1))
    case |= draw(_switchovers(decimals(-35, 85, 2, SWITCHOVER_SHIFT)))
    return case


@st.composite
def _proportional(draw: st.DrawFn) -> Case:
    case: Case = draw(st.one_of(exact_proportional(), uneven_proportional()))
    if draw(st.booleans()):
        case["season_hours"] = draw(decimals(300, 5000, 1))
    if draw(st.booleans()):
        case["hours_below_design"] = draw(seldom_zero(decimals(1, 400, 1)))
    return case


@st.composite
def _house_temperatures(draw: st.DrawFn) -> Case:
    """Setpoint, load balance and design temperature [°F] for a climate that does not build its bins from them."""
    case: Case = {}
    if draw(st.booleans()):
        case["indoor_setpoint"] = draw(halves(60, 76))
    if draw(st.booleans()):
        case["load_balance_temperature"] = draw(halves(52, 76))
    if draw(st.booleans()):
        case["design_temperature"] = draw(decimals(-25, 38, 1))
    return case


@st.composite
def user_bins(draw: st.DrawFn) -> Case:
    """Measured bins in any order, temperatures at least 0.1 °F apart and used as they are: coincidences are exact."""
    # The coldest bin stays below every setpoint and load balance temperature: there is a load, and a range to search
    # for balance points.
    coldest = draw(st.integers(-300, 440))
    others = draw(st.lists(st.integers(coldest + 1, 800), max_size=24, unique=True))
    hours = seldom_zero(decimals(0.5, 700, 1))
    rows = [[coldest / 10, draw(decimals(0.5, 700, 1))]] + [[t / 10, draw(hours)] for t in others]
    case: Case = {"climate": "bins", "bin_table": draw(st.permutations(rows))}
    if draw(st.booleans()):
        case["bin_width"] = draw(st.sampled_from([0, 1.0, 2.0, 3.7]))
    case |= draw(_house_temperatures())
    case |= draw(_switchovers(decimals(-35, 85, 1)))
    return case


@st.composite
def weather(draw: st.DrawFn) -> Case:
    """A year of hours by temperature: whole °F as a station's, or tenths as a weather file's; any bin width."""
    station_like = draw(st.booleans())
    hours = st.integers(1, 400)
    if station_like:
        coldest = draw(st.integers(-25, 44))
        others = draw(st.lists(st.integers(coldest + 1, 85), max_size=60, unique=True))
        temperatures = [float(t) for t in [coldest, *others]]
    else:
        # Shifted, so that neither an hour nor a mean of hours meets a bin edge, a rating point or 40 °F.
        coldest = draw(st.integers(-250, 440))
        others = draw(st.lists(st.integers(coldest + 1, 850), max_size=60, unique=True))
        temperatures = [round(t / 10 + WEATHER_SHIFT, 4) for t in [coldest, *others]]
    table = [[t, draw(hours)] for t in temperatures]
    case: Case = {"climate": "weather", "hours_by_temperature": draw(st.permutations(table))}
    width = draw(st.one_of(st.none(), st.sampled_from([0, 1.0, 2.0, 5.0, 10.0]), decimals(0.9, 12, 3)))
    if width is not None:
        case["bin_width"] = width
    case |= draw(_house_temperatures())
    # Means of hours are rounded quotients; with width 0 the temperatures are the hours' own and may coincide.
    whole = halves(-35, 85, 1)
    case |= draw(_switchovers(whole if width == 0 else decimals(-35, 85, 2, SWITCHOVER_SHIFT)))
    return case


@st.composite
def region(draw: st.DrawFn) -> Case:
    """An AHRI region; its bin centres are whole numbers, so coincidences are exact."""
    case: Case = {"climate": "region", "region": draw(st.sampled_from(["I", "II", "III", "IV", "V", "VI"]))}
    if draw(st.booleans()):
        case["season_hours"] = draw(decimals(300, 5000, 1))
    case |= draw(_house_temperatures())
    case |= draw(_switchovers(halves(-35, 85)))
    return case


def _lockout(case: Case) -> st.SearchStrategy[float]:
    """A compressor lockout [°F] as fine as the case's climate allows: see the switchovers of each climate."""
    climate = case.get("climate", "proportional")
    if climate == "region" or (climate == "proportional" and _is_exact(case)):
        return halves(-25, 45)
    if climate == "bins":
        return decimals(-25, 45, 1)
    if climate == "weather" and case.get("bin_width") == 0:
        return halves(-25, 45, 1)
    return decimals(-25, 45, 2, SWITCHOVER_SHIFT)


def _is_exact(case: Case) -> bool:
    setpoint: float = case.get("indoor_setpoint", 70.0)
    return (setpoint * 2).is_integer()


# ----------------------------------------------------------------------------------------------------------------------
# House, equipment, prices


@st.composite
def _house(draw: st.DrawFn, case: Case) -> Case:
    """load_slope or design_load, or neither; the load is zero at least 12 °F above the design temperature."""
    kind = draw(st.sampled_from(["slope", "design", "default"]))
    if kind == "slope":
        return {"load_slope": draw(decimals(80, 1800, 3))}
    if kind == "default":
        return {}
    house: Case = {"design_load": draw(decimals(9000, 110000, 1))}
    if "design_temperature" not in case:
        # Given, not left to its default: a region has a published design temperature of its own. Not below the default
        # for proportional bins, whose number the width was chosen for.
        proportional = case.get("climate", "proportional") == "proportional"
        house["design_temperature"] = draw(halves(5 if proportional else -25, 38))
    return house


@st.composite
def _rated_cops(draw: st.DrawFn, with_5: bool = False) -> Case:
    """COPs that fall with the temperature. The 0.0003 keeps them, at a rating point, off the limits 1.0 and 1.1."""
    if draw(st.integers(0, 5)) == 0:
        return {}
    cop_47 = draw(decimals(2, 5.5, 2, 0.0003))
    cop_17 = max(1.1503, round(cop_47 * draw(decimals(0.4, 1, 2)), 2) + 0.0003)
    case: Case = {"cop_47": cop_47, "cop_17": round(cop_17, 4)}
    if with_5 and draw(st.booleans()):
        case["cop_5"] = round(round(cop_17 * draw(decimals(0.55, 1, 2)), 2) + 0.0003, 4)
    return case


@st.composite
def _money(draw: st.DrawFn) -> Case:
    """Fuel, efficiency, prices and emission factors; each given or left to its default; a price may be zero."""
    case: Case = {}
    if draw(st.integers(0, 7)) > 0:
        fuel = draw(st.sampled_from(sorted(FUELS)))
        unit, low, high = draw(st.sampled_from(FUELS[fuel]))
        if fuel != "natural_gas" or draw(st.booleans()):
            case["fuel"] = fuel
        if fuel != "natural_gas" or unit != "$/MMBtu" or draw(st.booleans()):
            case["fuel_price_unit"] = unit
        # Always with its unit: the default price of 13 is one per MMBtu.
        case["fuel_price"] = draw(seldom_zero(decimals(low, high, 3)))
        if fuel == "electricity" and draw(st.booleans()):
            del case["fuel_price"], case["fuel_price_unit"]  # it pays the price of electricity
            # Of 1 it would cost the same as a heat pump at the floor of its COP, which rounding would decide.
            case["furnace_efficiency"] = draw(decimals(0.9, 0.99, 2))
        if fuel == "other":
            case["fuel_heat_content"] = draw(decimals(60000, 200000, 0))
            case["fuel_emissions"] = draw(decimals(5, 110, 2))
    optional = {
        "furnace_efficiency": st.one_of(decimals(0.55, 1, 3), st.just(1.0)),
        "electricity_price": seldom_zero(decimals(0.03, 0.6, 4)),
        "grid_emissions": seldom_zero(decimals(0.01, 1.2, 3)),
        "fuel_emissions": seldom_zero(decimals(5, 110, 2)),
    }
    for key, values in optional.items():
        if key not in case and draw(st.booleans()):
            case[key] = draw(values)
    return case


def _btuh(low: float, high: float) -> st.SearchStrategy[float]:
    """Capacities [BTU/h]; the odd fraction keeps a load from equalling one, which rounding would decide."""
    return decimals(low, high, 0, 0.371301)


@st.composite
def _capacities(draw: st.DrawFn) -> Case:
    """Heat pump capacities at the rating temperatures, or none."""
    if draw(st.integers(0, 3)) == 0:
        return {}
    capacity_47 = draw(_btuh(12000, 75000))
    capacity_17 = round(capacity_47 * draw(decimals(0.3, 1, 2)), 4)
    case: Case = {"capacity_47": capacity_47, "capacity_17": capacity_17}
    if draw(st.booleans()):
        case["capacity_5"] = round(capacity_17 * draw(decimals(0.4, 1, 2)), 4)
    return case


@st.composite
def _limits(draw: st.DrawFn, case: Case) -> Case:
    """Strips, furnace, lockout and the way the backup is controlled."""
    limits: Case = {}
    if draw(st.booleans()):
        limits["compressor_lockout"] = draw(_lockout(case))
    if draw(st.booleans()):
        limits["furnace_capacity"] = draw(_btuh(8000, 110000))
        if draw(st.booleans()):
            limits["furnace_fan_power"] = draw(decimals(0, 1.2, 2))
    if draw(st.booleans()):
        limits["strip_capacity"] = draw(decimals(0.5, 25, 2))
    backup = draw(st.sampled_from(["time_shared", "alternate", "simultaneous", None]))
    if backup is not None:
        limits["backup_operation"] = backup
    return limits


@st.composite
def _thermostat(draw: st.DrawFn) -> Case:
    """Steps in °F, or as a thermostat in °C has them, and a programme with a largest switchover."""
    case: Case = {}
    if draw(st.booleans()):
        step, zero = draw(st.sampled_from([(1.0, 0.0), (2.0, 0.0), (5.0, 0.0), (0.5, 0.0), (0.9, 32.0), (1.8, 32.0)]))
        case |= {"thermostat_step": step, "thermostat_zero": zero}
    if draw(st.integers(0, 3)) == 0:
        case["programme"] = "mass_save"
    return case


@st.composite
def performance_tables(draw: st.DrawFn) -> list[list[float]]:
    """Rows of temperature [°F], COP, capacity [BTU/h] in any order, with dips and bumps: several balance points."""
    # Well apart, or the extended end segments leave what any heat pump does.
    temperatures = [float(draw(st.integers(-20, 5)))]
    for gap in draw(st.lists(st.integers(8, 18), min_size=1, max_size=5)):
        temperatures.append(temperatures[-1] + gap)
    cop_at_0 = draw(decimals(0.9, 3, 2))
    cop_rise = draw(decimals(0, 0.05, 3))
    capacity_at_0 = draw(decimals(5000, 50000, 0))
    capacity_rise = draw(decimals(0, 600, 0))
    rows = []
    for t in temperatures:
        cop = cop_at_0 + cop_rise * t + draw(decimals(-0.7, 0.7, 2))
        capacity = (capacity_at_0 + capacity_rise * t) * draw(decimals(0.75, 1.25, 2))
        # As for the rated values: off the limits 1.0 and 1.1, and off any load.
        rows.append([t, max(0.8003, round(cop, 2) + 0.0003), round(max(2500.0, capacity) + 0.371301, 4)])
    return [[t, round(cop, 4), capacity] for t, cop, capacity in draw(st.permutations(rows))]


# ----------------------------------------------------------------------------------------------------------------------
# Cases


def _basic_climates() -> st.SearchStrategy[Case]:
    return st.one_of(_proportional(), user_bins(), weather())


@st.composite
def basic_cases(draw: st.DrawFn) -> Case:
    """No limits: climates proportional, bins and weather; loads, COPs at 47 and 17 °F, fuels, prices, emissions."""
    case: Case = draw(_basic_climates())
    case |= draw(_house(case))
    case |= draw(_rated_cops())
    case |= draw(_money())
    return case


@st.composite
def limited_cases(draw: st.DrawFn) -> Case:
    """basic_cases with capacities, strips, furnace capacity and fan, lockout, both backup modes, points at 5 °F."""
    case: Case = draw(_basic_climates())
    case |= draw(_house(case))
    case |= draw(_rated_cops(with_5=True))
    case |= draw(_capacities())
    case |= draw(_limits(case))
    case |= draw(_money())
    case |= draw(_thermostat())
    return case


@st.composite
def _speeds(draw: st.DrawFn, case: Case) -> Case:
    """Minimum and maximum of a variable-speed heat pump around the rated one, or on one side only."""
    more: Case = {}
    sides = {"min": (0.3, 0.8, 1.0, 1.3), "max": (1.1, 1.8, 0.75, 1.0)}
    given = draw(st.sampled_from([("min", "max"), ("min", "max"), ("min",), ("max",)]))
    for side in given:
        low, high, worst, best = sides[side]
        # One share of the rated capacity at all temperatures, or far from them the minimum would exceed the maximum.
        # A minimum alone may exceed the rated capacity in the cold.
        share = draw(decimals(low, high, 2))
        cold = draw(decimals(share, 1, 2)) if given == ("min",) else share
        for at in (47, 17):
            capacity, cop = case[f"capacity_{at}"], case.get(f"cop_{at}", {47: 3.4, 17: 2.2}[at])
            more[f"capacity_{side}_{at}"] = round(capacity * (share if at == 47 else cold) + 0.0007, 4)
            more[f"cop_{side}_{at}"] = round(max(1.1506, round(cop * draw(decimals(worst, best, 2)), 2) + 0.0006), 4)
        if "capacity_5" in case and draw(st.booleans()):
            more[f"capacity_{side}_5"] = round(case["capacity_5"] * cold + 0.0007, 4)
            more[f"cop_{side}_5"] = round(max(1.1506, more[f"cop_{side}_17"] * draw(decimals(0.7, 1, 2))), 4)
    return more


@st.composite
def _frosting(draw: st.DrawFn, case: Case) -> Case:
    """The frosting test at 35 °F, below the line from 17 to 47 °F as frost has it; a table gets a row of its own.

    Only a table of three rows with it says so: of two rows each is a point of the line.
    """
    if "performance_table" in case:
        rows = [row for row in case["performance_table"] if row[0] != 35]
        middle = sum(row[1] for row in rows) / len(rows), sum(row[2] for row in rows) / len(rows)
        if len(rows) < 2:
            return {}
        return {"performance_table": [*rows, [35.0, round(middle[0], 4), round(middle[1], 4)]]}
    share = draw(decimals(0.8, 1, 2))
    cops = case.get("cop_17", 2.2), case.get("cop_47", 3.4)
    frosting: Case = {"cop_35": round(share * (cops[0] + 0.6 * (cops[1] - cops[0])), 4)}
    if "capacity_47" in case:
        capacities = case["capacity_17"], case["capacity_47"]
        frosting["capacity_35"] = round(share * (capacities[0] + 0.6 * (capacities[1] - capacities[0])), 4)
    return frosting


def takes_power(table: list[list[float]]) -> bool:
    """Whether a unit takes power on the line from 17 °F through the frosting test up to 45 °F, where it ends."""
    dry = sorted(row for row in table if row[0] != 35)
    tested = next((row for row in table if row[0] == 35), None)
    if tested is None or len(table) < 3:
        return True
    segment = max(0, min(sum(row[0] <= 17 for row in dry) - 1, len(dry) - 2))
    (t0, *low), (t1, *high) = dry[segment : segment + 2]
    cop, capacity = (a + (b - a) * (17 - t0) / (t1 - t0) for a, b in zip(low, high, strict=True))
    cold, frosted = capacity / max(1.0, cop), tested[2] / tested[1]
    return cold > 0 and cold + (frosted - cold) * 28 / 18 > 0.1 * cold


@st.composite
def _bills_and_tank(draw: st.DrawFn, case: Case) -> Case:
    """Load from bills where nothing else gives it, the supplier's heat content, a tank."""
    more: Case = {}
    if "load_slope" not in case and "design_load" not in case and draw(st.booleans()):
        more |= {"billed_fuel": draw(decimals(50, 2500, 1)), "billed_degree_days": draw(decimals(500, 9000, 1))}
        if draw(st.booleans()):
            more["billed_efficiency"] = draw(decimals(0.6, 0.98, 2))
    by_energy = ("$/MMBtu", "$/Dth", "$/GJ", "$/kWh")
    if case.get("fuel_price_unit", "$/kWh") not in by_energy and draw(st.booleans()):
        # About that of a gallon; a ton and 1,000 cubic feet hold far more.
        scale = {"$/ton": 140, "$/tonne": 150, "$/bag": 3, "$/Mcf": 10}.get(case["fuel_price_unit"], 1)
        more["fuel_heat_content"] = draw(decimals(90000, 140000, 0)) * scale
    if draw(st.booleans()):
        more |= {"tank_capacity": draw(decimals(50, 1500, 1)), "tank_usable_fraction": draw(decimals(0.3, 1, 2))}
    return more


@st.composite
def humid_cases(draw: st.DrawFn) -> Case:
    """A year of weather with its humidity, as days that repeat, and frost by it; with every limit and setting."""
    coldest = draw(st.integers(-150, 350))
    hour = st.tuples(st.integers(coldest, 700), st.integers(20, 100), st.integers(80000, 104000))
    day = draw(st.lists(hour, min_size=24, max_size=24))
    rows = [(round(t / 10 + WEATHER_SHIFT, 4), float(rh), float(pa)) for t, rh, pa in day]
    rows[0] = (round(coldest / 10 + WEATHER_SHIFT, 4), rows[0][1], rows[0][2])
    case: Case = {"climate": "weather", "hours_in_order": rows, "defrost": "humidity"}
    if draw(st.booleans()):
        case["defrost_control"] = draw(st.sampled_from(["on_demand", "timed"]))
    case["bin_width"] = draw(st.sampled_from([0, 1.0, 2.0, 5.0]))
    case |= draw(_house_temperatures())
    # Off the hours, whose own temperatures are no edges.
    case |= draw(_switchovers(decimals(-35, 85, 2, SWITCHOVER_SHIFT)))
    case |= draw(_house(case))
    case |= draw(_rated_cops(with_5=True))
    capacity_47 = draw(_btuh(12000, 75000))
    case |= {"capacity_47": capacity_47, "capacity_17": round(capacity_47 * draw(decimals(0.3, 1, 2)), 4)}
    case |= draw(_limits(case))
    case |= draw(_money())
    case |= draw(_thermostat())
    if draw(st.booleans()):
        case["cycling_degradation"] = draw(decimals(0.01, 0.4, 2))
    return case


@st.composite
def full_cases(draw: st.DrawFn) -> Case:
    """limited_cases with regions, performance tables, defrost, cycling, bills, heat content and a tank."""
    case: Case = draw(st.one_of(_basic_climates(), region()))
    case |= draw(_house(case))
    if draw(st.booleans()):
        case["performance_table"] = draw(performance_tables())
    else:
        case |= draw(_rated_cops(with_5=True))
        case |= draw(_capacities())
    case |= draw(_limits(case))
    case |= draw(_money())
    case |= draw(_thermostat())
    if draw(st.booleans()):
        case["defrost"] = draw(st.sampled_from(["none", "resnet", "ahri"]))
    if "capacity_47" in case and draw(st.integers(0, 2)) == 0:
        case |= draw(_speeds(case))
    if case.get("defrost") == "ahri" and draw(st.booleans()):
        case |= draw(_frosting(case))
    if case.get("defrost") == "ahri" and not takes_power(case.get("performance_table", [])):
        case["defrost"] = "resnet"
    case |= draw(_bills_and_tank(case))
    if ("performance_table" in case or "capacity_47" in case) and draw(st.booleans()):
        case["cycling_degradation"] = draw(seldom_zero(decimals(0.01, 0.4, 2)))
    return case


# ----------------------------------------------------------------------------------------------------------------------
# Ordinary houses


@st.composite
def plausible_cases(draw: st.DrawFn) -> Case:
    """A house as people have it, in the units they have it in: nothing about it is odd.

    Prices between the cheapest and the dearest of US states, furnaces from those of the 1990s on, heat pumps of the
    NEEP list, of 0.4 to 2 times the design load.
    """
    design = draw(halves(-15, 30))
    slope = draw(decimals(200, 1100, 0))
    load = slope * (70 - design)
    case: Case = {"design_temperature": design}
    case |= {"load_slope": slope} if draw(st.booleans()) else {"design_load": load}
    if draw(st.booleans()):
        case["station"] = draw(st.sampled_from(["chicago_ohare", "denver", "golden", "dulles"]))
    else:
        case["season_hours"] = draw(decimals(900, 4500, 0))
    case["cop_47"] = draw(decimals(2.6, 5, 2))
    case["cop_17"] = round(case["cop_47"] * draw(decimals(0.45, 0.95, 2)), 2)
    if draw(st.booleans()):
        case["cop_5"] = round(case["cop_17"] * draw(decimals(0.7, 1, 2)), 2)
    if draw(st.booleans()):
        case["capacity_47"] = round(load * draw(decimals(0.4, 2, 2)))
        case["capacity_17"] = round(case["capacity_47"] * draw(decimals(0.45, 1, 2)))
    fuel = draw(st.sampled_from(["natural_gas", "propane", "fuel_oil"]))
    unit, low, high = {
        "natural_gas": ("$/therm", 0.7, 3),
        "propane": ("$/gal", 1.6, 3.8),
        "fuel_oil": ("$/gal", 2.2, 5),
    }[fuel]
    case |= {"fuel": fuel, "fuel_price_unit": unit, "fuel_price": draw(decimals(low, high, 2))}
    case["electricity_price"] = draw(decimals(0.08, 0.35, 3))
    case["furnace_efficiency"] = draw(decimals(0.75, 0.98, 2))
    if draw(st.booleans()):
        case["furnace_capacity"] = round(load * draw(decimals(1, 3, 1)))
    if draw(st.booleans()):
        case["compressor_lockout"] = draw(halves(-10, 45))
    return case
