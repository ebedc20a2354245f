"""Import of an entry of the U.S. Utility Rate Database, as its web service gives it in JSON (versions 3 to 8).

The fields are those of openei.org/services/doc/rest/util_rates. Energy prices by period and tier, adjustments, fixed
and least charges, and demand charges become the table of a tariff file; whatever is left out is named. A least charge
is one of the whole bill, fixed charges included (as in SAM's Utilityrate5), so that the least of the rest is what is
beyond the fixed charge.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..errors import InputError, Issue
from ..files.reading import FilePath, Wanted, read_text
from ..files.values import is_number
from .calendar import MONTHS
from .urdb_schedules import MOST_PERIODS, days_in, grid_of, joined, windows_of
from .urdb_tiers import DIGITS, Tiers, ladders_of, tiers_of

FILE: Final = Wanted("tariff", "must be an entry of the utility rate database in JSON", "Keep one rate in the file.")
_MAX_PERIODS: Final = 12
_DEFAULT: Final = "rate of the utility rate database"
_KW_OF: Final = {"kw": 1.0, "kva": 1.0, "hp": 0.745699872}
"""A mechanical horsepower is 0.745699872 kW (NIST SP 811, 2008); kVA at a power factor of 1"""
_FRACTION: Final = 1.0
"""Ratchets up to it are fractions, above it percent"""
_EXPORTED: Final = {
    "energyRateStrux": "energyratestructure", "energyWeekdaySched": "energyweekdayschedule",
    "energyWeekendSched": "energyweekendschedule", "energyTOULabels": "energytoulabels",
    "demandRateStrux": "demandratestructure", "demandWeekdaySched": "demandweekdayschedule",
    "demandWeekendSched": "demandweekendschedule", "demandLabels": "demandtoulabels", "demandUnits": "demandunits",
    "demandRateUnit": "demandrateunit", "flatDemandStrux": "flatdemandstructure",
    "flatDemandMonths": "flatdemandmonths", "flatDemandUnit": "flatdemandunit",
    "fixedChargeFirstMeter": "fixedchargefirstmeter", "fixedChargeUnits": "fixedchargeunits",
    "minCharge": "mincharge", "minChargeUnits": "minchargeunits",
    "utilityName": "utility", "rateName": "name", "serviceType": "servicetype", "energyComments": "energycomments",
}  # fmt: skip
"""Names in the export of the whole database, and what its web service calls the same"""


def read_urdb(path: FilePath) -> tuple[dict[str, Any], list[str]]:
    """The table of a tariff file for the entry in a JSON file, and what was left out; as :func:`table_of_urdb`."""
    try:
        data = json.loads(read_text(path, FILE))
    except (ValueError, RecursionError):
        raise FILE.refused(path, "it is not JSON that can be read", "Download the rate again as JSON.") from None
    return table_of_urdb(data)


def table_of_urdb(data: object) -> tuple[dict[str, Any], list[str]]:
    """The table of a tariff file for an entry, alone or as the one of ``items``; and what was left out, in words.

    Raises InputError for what is no such entry, and with every problem of its fields.
    """
    entry = _entry(data)
    issues: list[Issue] = []
    left_out: list[str] = []
    energy = tiers_of(entry, "energyratestructure", issues)
    if not energy and not issues:
        issues.append(Issue("energyratestructure", None, "must be given", "Choose a rate with prices of energy"))
    if len(energy) > MOST_PERIODS:
        issues.append(
            Issue("energyratestructure", f"{len(energy)} periods", f"must be at most {MOST_PERIODS}", "Shorten it")
        )
    power = _electricity(entry, energy, issues, left_out) if energy and not issues else {}
    if issues:
        raise InputError(issues)
    left_out += _told(entry)
    table: dict[str, Any] = {"name": _name(entry)}
    if str(entry.get("country") or "USA") == "USA":
        table["clock"] = "US"
    else:
        left_out.append("clock: hours are taken in standard time; daylight saving of the country is not known")
    return {**table, "electricity": power}, [f"rate database: {words}" for words in left_out]


def _entry(data: object) -> dict[str, Any]:
    """The entry, with the names of the web service."""
    rows = data.get("items") if isinstance(data, Mapping) and "items" in data else data
    rows = rows if isinstance(rows, list) else [rows]
    if len(rows) != 1:
        allowed = "must be one rate"
        raise InputError([Issue("tariff", f"{len(rows)} rates", allowed, "Keep the one rate of the house in items")])
    row = rows[0]
    names = {*_EXPORTED, *_EXPORTED.values()}
    if not isinstance(row, Mapping) or not names & row.keys():
        allowed = "must be an entry of the utility rate database, with energyratestructure"
        raise InputError([Issue("tariff", "another JSON file", allowed, "Give such an entry, or a tariff as TOML")])
    return {str(_EXPORTED.get(key, key)): _bare(value) if key in _EXPORTED else value for key, value in row.items()}


def _bare(value: Any) -> Any:
    """Periods that are lists, not tables of one list, as the export has them."""
    if not isinstance(value, list):
        return value
    inner = [next(iter(v.values()), None) if isinstance(v, Mapping) else None for v in value]
    return [lists if isinstance(lists, list) else v for v, lists in zip(value, inner, strict=True)]


def _name(entry: Mapping[str, Any]) -> str:
    parts = [str(entry.get(key) or "").strip() for key in ("utility", "name")]
    text = "".join(c if c.isprintable() else " " for c in ": ".join(filter(None, parts)))
    return text[:80].strip() or _DEFAULT


# ---------------------------------------------------------------------------------------------------- electricity


def _electricity(entry: Mapping[str, Any], energy: Sequence[Tiers], issues: list[Issue], left_out: list[str]
                 ) -> dict[str, Any]:  # fmt: skip
    grid = grid_of(entry, "energyweekdayschedule", "energyweekendschedule", len(energy), issues)
    demand = tiers_of(entry, "demandratestructure", issues, "kw")
    by_demand = grid_of(entry, "demandweekdayschedule", "demandweekendschedule", max(len(demand), 1), issues)
    if issues:
        return {}
    if any(not row.keys() & {"rate", "adj"} for rows in entry["energyratestructure"] for row in rows):
        left_out.append("energyratestructure: a tier without rate and adjustment is taken at 0; look it up on the bill")
    first = {tiers: energy.index(tiers) for tiers in energy}  # periods of the same prices are one
    grid = _merged(grid, [first[tiers] for tiers in energy])
    charges = _charges(demand, "demandratestructure", _unit(entry, "demandrateunit", "demandunits"), left_out)
    # Periods without a charge are one; others of the same charge are not, for each has a peak of its own.
    by_demand = _merged(by_demand, [n if charge else charges.index(0.0) for n, charge in enumerate(charges)] or [0])
    both, pairs = joined(grid, by_demand)
    names = _labels(entry, pairs, len({period for period, _ in pairs}))
    if len(pairs) > _MAX_PERIODS:
        allowed = f"must have at most {_MAX_PERIODS} different periods (these are {len(pairs)})"
        issues.append(Issue("energyratestructure", f"{len(energy)} periods", allowed, "Write the rate as a TOML file"))
        return {}
    prices = [energy[period][0].price for period, _ in pairs]
    credit = min(0.0, *prices)
    table: dict[str, Any] = {}
    if len(pairs) == 1:
        table["price"] = round(prices[0] - credit, DIGITS)
    else:
        windows, otherwise = windows_of(both, names)
        table["periods"] = {name: round(price - credit, DIGITS) for name, price in zip(names, prices, strict=True)}
        table |= {"otherwise": otherwise, "windows": windows}
    named = {
        period: [name for name, (own, _) in zip(names, pairs, strict=True) if own == period] for period, _ in pairs
    }
    ladders = ladders_of(energy, grid, named, left_out)
    table |= {"ladders": ladders} if ladders else {}
    table |= _fixed(entry, left_out) | _riders(entry, credit, left_out)
    demands = _flat_demand(entry, issues, left_out)
    for place in sorted({other for _, other in pairs if charges and charges[other]}):
        own = [name for name, (_, other) in zip(names, pairs, strict=True) if other == place]
        demands.append({"name": f"demand charge {len(demands) + 1}", "charge": charges[place]}
                       | ({"periods": own} if len(own) < len(names) else {}))  # fmt: skip
    ratchet = _ratchet(entry, left_out) if demands else 0.0
    table |= {"demand": [row | ({"ratchet_percent": ratchet} if ratchet else {}) for row in demands]} if demands else {}
    if demands:
        window = entry.get("demandwindow")
        if is_number(window) and 0 < window < 60:
            left_out.append(f"demandwindow: power is that of the highest hour, not of the highest {window:g} minutes")
    return table


def _merged(grid: Any, same: Sequence[int]) -> Any:
    """A schedule with each period as the one that it is the same as."""
    return tuple(tuple(tuple(same[period] for period in row) for row in month) for month in grid)


def _labels(entry: Mapping[str, Any], pairs: Sequence[tuple[int, int]], periods: int) -> list[str]:
    """Names of the periods: the entry's own where they differ, else numbers."""
    given = entry.get("energytoulabels")
    names: list[str] = []
    for period, other in pairs:
        label = (
            given[period] if isinstance(given, list) and period < len(given) and isinstance(given[period], str) else ""
        )
        label = " ".join(label.split())[:30] if label.isprintable() else ""
        name = label or f"period {period + 1}"
        if len(pairs) > periods and sum(own == period for own, _ in pairs) > 1:
            name += f", demand {other + 1}"
        names.append(name if name not in names else f"{name} ({period + 1})")
    return names


def _number(entry: Mapping[str, Any], *keys: str) -> float:
    """The first of some fields that is a number; 0 where none is."""
    return next((float(entry[key]) for key in keys if is_number(entry.get(key))), 0.0)


def _by_month(amount: float, unit: object) -> list[float]:
    """An amount a day, month or year as one of each month [$]."""
    per = str(unit or "$/month").lower()
    if "day" in per:
        return [round(amount * days_in(month), DIGITS) for month in range(MONTHS)]
    return [amount / MONTHS if "year" in per else amount] * MONTHS


def _fixed(entry: Mapping[str, Any], left_out: list[str]) -> dict[str, Any]:
    """Fixed and least charges."""
    older = not is_number(entry.get("fixedchargefirstmeter"))
    fixed = _by_month(_number(entry, "fixedchargefirstmeter", "fixedmonthlycharge"), None if older else entry.get(
        "fixedchargeunits"))  # fmt: skip
    least = _number(entry, "mincharge")
    unit = str(entry.get("minchargeunits") or "$/month")
    yearly = least if "year" in unit.lower() else _number(entry, "annualmincharge")
    months = _by_month(least, unit) if least and not yearly else _by_month(_number(entry, "minmonthlycharge"), None)
    if yearly:
        left_out.append(f"the least charge of a year, ${yearly:g}, is left out")
    if _number(entry, "fixedchargeeaaddl"):
        left_out.append("fixedchargeeaaddl: the charge for each further meter is left out")
    minimum = [max(0.0, round(one - other, DIGITS)) for one, other in zip(months, fixed, strict=True)]
    table: dict[str, Any] = {}
    table |= {"fixed": fixed[0] if len(set(fixed)) == 1 else fixed} if any(fixed) else {}
    return table | ({"minimum": minimum[0] if len(set(minimum)) == 1 else minimum} if any(minimum) else {})


def _riders(entry: Mapping[str, Any], credit: float, left_out: list[str]) -> dict[str, Any]:
    """Fuel adjustments by month, and what prices below zero are below it."""
    values = entry.get("fueladjustmentsmonthly")
    monthly = [credit] * MONTHS
    if isinstance(values, list) and len(values) == MONTHS and all(map(is_number, values)):
        monthly = [round(credit + float(value), DIGITS) for value in values]
    elif values:
        left_out.append("fueladjustmentsmonthly: no twelve numbers; left out")
    return {"riders": monthly} if any(monthly) else {}


# --------------------------------------------------------------------------------------------------------- demand


def _unit(entry: Mapping[str, Any], *keys: str) -> str:
    return next((str(entry[key]).lower() for key in keys if entry.get(key)), "kw")


def _charges(tiers: Sequence[Tiers], key: str, unit: str, left_out: list[str]) -> list[float]:
    """The charge of each period [$/kW]; of several tiers that of the first."""
    if any(tier.price for period in tiers for tier in period):
        if unit not in _KW_OF:
            left_out.append(f"{key}: a charge by {unit} is left out")
            return [0.0] * len(tiers)
        if unit == "kva":
            left_out.append(f"{key}: kVA are taken as kW")
        if any(tier.price != period[0].price for period in tiers for tier in period):
            left_out.append(f"{key}: of tiers of demand the price of the first is used for every kW")
    return [round(period[0].price / _KW_OF.get(unit, 1.0), DIGITS) for period in tiers]


def _flat_demand(entry: Mapping[str, Any], issues: list[Issue], left_out: list[str]) -> list[dict[str, Any]]:
    """The demand charge of all hours, by month."""
    tiers = tiers_of(entry, "flatdemandstructure", issues, "kw")
    charges = _charges(tiers, "flatdemandstructure", _unit(entry, "flatdemandunit"), left_out)
    if not any(charges):
        return []
    months = entry.get("flatdemandmonths") or [0] * MONTHS
    if (
        not isinstance(months, list)
        or len(months) != MONTHS
        or not all(period in range(len(charges)) for period in months)
    ):
        allowed = f"must be twelve periods from 0 to {len(charges) - 1}"
        issues.append(Issue("flatdemandmonths", "other values", allowed, "Download the rate again"))
        return []
    yearly = [charges[int(period)] for period in months]
    return [{"name": "demand charge", "charge": yearly[0] if len(set(yearly)) == 1 else yearly}] if any(yearly) else []


def _ratchet(entry: Mapping[str, Any], left_out: list[str]) -> float:
    """The part of the year's highest demand below which no month is billed [%]."""
    given = entry.get("demandratchetpercentage")
    values = [float(value) for value in given if is_number(value)] if isinstance(given, list) else []
    values = values or [_number(entry, "lookbackpercent")]
    percents = [value * 100 if value <= _FRACTION else value for value in values]
    months = entry.get("lookbackmonths")
    uneven = len(set(percents)) > 1 or (isinstance(months, list) and not all(months))
    if max(percents) and (uneven or 0 < _number(entry, "lookbackrange") < MONTHS - 1):
        left_out.append("the demand ratchet is taken from the highest demand of all months of the year")
    return round(min(max(percents), 100.0), DIGITS)


# ---------------------------------------------------------------------------------------------------------- words


def _told(entry: Mapping[str, Any]) -> list[str]:
    """What else the entry says that no price has, and what is left out."""
    words = []
    if _number(entry, "demandreactivepowercharge"):
        words.append("demandreactivepowercharge: the charge for reactive power is left out")
    coincident: list[Issue] = []
    if any(tier.price for period in tiers_of(entry, "coincidentratestructure", coincident, "kw") for tier in period):
        words.append("coincidentratestructure: charges at the hour of the system's peak are left out")
    sells = [tier for period in entry.get("energyratestructure") or [] for tier in period if isinstance(tier, Mapping)]
    rule = str(entry.get("dgrules") or "")
    if rule or entry.get("usenetmetering") or any(tier.get("sell") for tier in sells):
        named = f" ({rule[:40]})" if rule.isprintable() and rule else ""
        words.append(
            f"dgrules, sell: rules for own electricity{named} are left out; write [electricity.solar] in a tariff file"
        )
    service = str(entry.get("servicetype") or "")
    if service.lower().startswith(("delivery", "energy")):
        other = "energy" if service.lower().startswith("delivery") else "delivery"
        words.append(
            f"servicetype: these are prices of {service.lower()[:20]} alone; the price of {other} is to be added"
        )
    sector = str(entry.get("sector") or "Residential")
    if sector.lower() != "residential":
        words.append(f"sector: the rate is for {sector.lower()[:20]} customers")
    for key, what in (("peakkwcapacitymin", "kW"), ("peakkwhusagemin", "kWh")):
        if _number(entry, key):
            words.append(f"{key}: the rate is for customers of at least {_number(entry, key):g} {what}")
    if _number(entry, "enddate"):
        words.append(f"enddate: the rate ended on {_date(_number(entry, 'enddate'))}")
    elif _number(entry, "startdate"):
        words.append(f"startdate: prices are those of {_date(_number(entry, 'startdate'))}")
    attributes = [key for key in ("energyattrs", "demandattrs", "fixedattrs") if entry.get(key)]
    if attributes:
        words.append(f"{', '.join(attributes)}: further charges and conditions are left out")
    comments = [key for key in ("energycomments", "demandcomments", "basicinformationcomments") if entry.get(key)]
    if comments:
        words.append(f"{', '.join(comments)}: remarks are not read; look there for riders and taxes")
    words.append("holidays: the entry has none; they are priced as other days of the week")
    return words


def _date(seconds: float) -> str:
    """A day of seconds since 1970."""
    try:
        return f"{datetime.datetime.fromtimestamp(seconds, datetime.UTC):%Y-%m-%d}"
    except (OverflowError, ValueError, OSError):
        return "an unknown day"
