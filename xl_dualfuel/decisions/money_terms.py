"""What a purchase is judged by: its price, what it costs each year, how prices change; checked, defaults filled in.

Prices change from year to year by a rise, or by a path: one number a year, the first of year 1. A path of electricity
or fuel prices is taken relative to its first year, which is at today's prices; so prices and factors are both right. A
year after the path's end, or without a number, is the year before times the rise, which is 0 unless given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from ..errors import Issue
from ..files.values import is_blank, is_number
from ..inputs.entry_units import Refused
from ..inputs.fields import Field
from ..inputs.typed import read_typed

_FRACTION: Final = "Give a fraction a year, such as 0.02"
_DOLLARS: Final = "Give dollars a year, such as 120"


def _rise(key: str, what: str) -> Field:
    name = what[0].lower() + what[1:]
    return Field(key, "Money", f"{what} rise", "1/year", f"Yearly rise of the {name}, as a fraction",
                 default=0.0, minimum=-0.5, maximum=0.5, source="assumed", remedy=_FRACTION)  # fmt: skip


def _yearly(key: str, label: str, help_: str, remedy: str = _DOLLARS) -> tuple[Field, Field]:
    """An amount each year, and how it rises."""
    amount = Field(key, "Money", label, "$", help_, default=0.0, minimum=-1e6, maximum=1e6, remedy=remedy,
                   source="quotes")  # fmt: skip
    return amount, _rise(f"{key}_escalation", label)


_MONEY_FIELDS: Final = (
    Field("premium", "Money", "Equipment premium", "$", "What the option costs more than the baseline, installed",
          default=0.0, minimum=-1e7, maximum=1e7, remedy="Give dollars, such as 4200", source="quotes"),
    Field("rebate", "Money", "Rebate", "$", "Rebates and tax credits of the option, paid at once",
          default=0.0, minimum=0.0, maximum=1e7, remedy="Give dollars, 0 for none", source="programme"),
    Field("life", "Money", "Life", "years", "Whole years the saving lasts", default=15.0, minimum=1.0, maximum=50.0,
          remedy="Give whole years, such as 15", source="15 years: DOE's mean lifetime of heat pumps"),
    Field("discount_rate", "Money", "Discount rate", "1/year", "Return asked of the money, as a fraction a year",
          default=0.05, minimum=0.0, maximum=0.5, remedy="Give a fraction a year, such as 0.05", source="assumed"),
    _rise("electricity_escalation", "Electricity price"),
    _rise("fuel_escalation", "Fuel price"),
    *_yearly("maintenance", "Maintenance", "Service and repairs each year"),
    *_yearly("tank_rent", "Tank rent", "Rent of a propane or oil tank each year"),
    *_yearly("cooling", "Cooling", "What cooling costs each year"),
    *_yearly("service_charges", "Service charges", "Fixed charges of the bills each year that no tariff here has"),
    *_yearly("other_yearly", "Other yearly cost", "Anything else each year; below 0 for income"),
    Field("carbon_price", "Money", "Price on CO2", "$/t CO2", "Price that each tonne of CO2 is given in the first year",
          default=0.0, minimum=0.0, maximum=1e4, remedy="Give dollars a tonne, 0 for none", source="assumed"),
    _rise("carbon_escalation", "Price on CO2"),
)  # fmt: skip
MONEY_FIELDS: Final = MappingProxyType({field.key: field for field in _MONEY_FIELDS})
"""The inputs of the money: label, unit, default, allowed range, help. They are none of the season's model."""
AMOUNTS: Final = ("maintenance", "tank_rent", "cooling", "service_charges", "other_yearly")
"""Costs of each year [$]. In a file those of the option; in Terms what it costs more than the baseline."""
PURCHASE: Final = ("premium", "rebate", "life", *AMOUNTS)
"""Of one option."""
TERMS: Final = (
    "discount_rate", "electricity_escalation", "fuel_escalation", "life",
    *(f"{key}_escalation" for key in AMOUNTS), "carbon_price", "carbon_escalation",
)  # fmt: skip
"""Of all options alike; an option's own life wins."""
ASSUMED: Final = ("premium", "rebate", "life", "discount_rate", "electricity_escalation", "fuel_escalation")
"""Terms whose default is an assumption; those of nothing more are just none."""
PATHS: Final = {"electricity_prices": "electricity_escalation", "fuel_prices": "fuel_escalation",
                "carbon_prices": "carbon_escalation"}  # fmt: skip
"""Prices by year, of all options alike, and the rise after their end"""
PATH_LABELS: Final = {"electricity_prices": "electricity price", "fuel_prices": "fuel price",
                      "carbon_prices": "price on CO2"}  # fmt: skip
UNUSUAL_RISE: Final = 0.1
"""Yearly rise of a price [1/year] above which it is doubted"""
LONGEST: Final = int(MONEY_FIELDS["life"].maximum)
"""Most years"""
LOWEST: Final = 1e-3
HIGHEST: Final = 1e4
"""Prices and factors of a path, in any unit; prices on CO2 begin at 0"""

Path = tuple[float | None, ...]
"""One number a year from year 1; None: the year before times the rise"""


class Terms(NamedTuple):
    """What one purchase is judged by."""

    premium: float
    """[$]"""
    rebate: float
    """[$]"""
    life: int
    """[years]"""
    discount_rate: float
    """[1/year]"""
    electricity_escalation: float
    """[1/year]"""
    fuel_escalation: float
    """[1/year]"""
    maintenance: float = 0.0
    """More than the baseline's [$ a year], as all of AMOUNTS"""
    maintenance_escalation: float = 0.0
    """[1/year]"""
    tank_rent: float = 0.0
    tank_rent_escalation: float = 0.0
    cooling: float = 0.0
    cooling_escalation: float = 0.0
    service_charges: float = 0.0
    service_charges_escalation: float = 0.0
    other_yearly: float = 0.0
    other_yearly_escalation: float = 0.0
    carbon_price: float = 0.0
    """Of the first year [$/t CO2]"""
    carbon_escalation: float = 0.0
    """[1/year]"""
    electricity_prices: Path = ()
    """Relative to year 1"""
    fuel_prices: Path = ()
    """Relative to year 1"""
    carbon_prices: Path = ()
    """[$/t CO2]"""

    @property
    def yearly(self) -> float:
        """What all of AMOUNTS cost more than the baseline's in the first year [$]."""
        return float(sum(getattr(self, key) for key in AMOUNTS))


def by_year(first: float, rise: float, path: Path, years: int) -> tuple[float, ...]:
    """A price or factor of each year from year 1 on: the path's, else the year before times 1 + rise."""
    values: list[float] = []
    for year in range(years):
        given = path[year] if year < len(path) else None
        values.append(given if given is not None else values[-1] * (1 + rise) if values else first)
    return tuple(values)


def check_terms(given: Mapping[str, object], prefix: str = "") -> tuple[Terms | None, list[Issue]]:
    """The terms with the defaults filled in, or every problem in words; ``prefix`` comes before the keys.

    Yearly amounts and paths as they are given: against_baseline makes the amounts differences.
    """
    values: dict[str, Any] = {}
    issues: list[Issue] = []
    for key, field in MONEY_FIELDS.items():
        value = given.get(key)
        if isinstance(value, str):
            try:
                value = read_typed(field, value, field.unit).value
            except Refused as refused:
                issues.append(refused.issue._replace(key=prefix + key))
                continue
        if is_blank(value):
            values[key] = float(field.default)  # type: ignore[arg-type]  # all are numbers
        elif not is_number(value):
            issues.append(Issue(prefix + key, value, "must be a number", field.remedy))
        elif not field.holds(value):
            percent = field.unit == "1/year" and 0.5 < abs(value) <= 50
            remedy = f"Give a fraction: {value / 100:g} instead of {value:g}" if percent else field.remedy
            issues.append(Issue(prefix + key, value, field.allowed_beside(value), remedy))
        elif key == "life" and value != int(value):
            issues.append(Issue(prefix + key, value, "must be whole years", field.remedy))
        else:
            values[key] = float(value)
    for key in PATHS:
        values[key], wrong = check_path(key, given.get(key), prefix)
        issues += wrong
    if not is_blank(given.get("carbon_prices")) and not is_blank(given.get("carbon_price")):
        issues.append(Issue(f"{prefix}carbon_price", given["carbon_price"], "must not come with carbon_prices, whose "
                            "first year it would be", "Take one of the two out"))  # fmt: skip
    issues += [
        Issue(prefix + str(key), value, f"must be one of {', '.join((*MONEY_FIELDS, *PATHS))}", "Take it out")
        for key, value in given.items()
        if key not in MONEY_FIELDS and key not in PATHS
    ]
    if issues:
        return None, issues
    return Terms(**{**values, "life": int(values["life"])}), []


def check_path(key: str, value: object, prefix: str = "") -> tuple[Path, list[Issue]]:
    """A path of PATHS as Terms has it, and what is wrong with it. Blank: none."""
    if value is None or (isinstance(value, str) and is_blank(value)):
        return (), []
    name, carbon = prefix + key, key == "carbon_prices"
    remedy = "Such as [30, 45, 60], in dollars a tonne" if carbon else "Such as [1.0, 1.03, 1.07], the first of year 1"
    if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= LONGEST:
        return (), [Issue(name, value, f"must be a list of 1 to {LONGEST} numbers, one a year", remedy)]
    least, most = 0.0 if carbon else LOWEST, HIGHEST
    allowed = f"must be from {least:g} to {most:,.0f}"
    issues, numbers = [], []
    for year, one in enumerate(value, 1):
        if is_number(one) and least <= one <= most:
            numbers.append(float(one))
        else:
            issues.append(Issue(f"{name}, year {year}", one, allowed, remedy))
    if issues:
        return (), issues
    return tuple(numbers) if carbon else tuple(one / numbers[0] for one in numbers), []


def against_baseline(terms: Terms, amounts: Mapping[str, float]) -> Terms:
    """The terms with yearly amounts less those of the baseline [$ a year]."""
    less = {key: getattr(terms, key) - amounts.get(key, 0.0) for key in AMOUNTS}
    return terms._replace(**less)


def amounts_of(given: Mapping[str, object]) -> dict[str, float]:
    """The yearly amounts that the baseline's table gives [$ a year], by key; without a problem of check_terms."""
    terms, _ = check_terms({key: value for key, value in given.items() if key in AMOUNTS})
    assert terms is not None  # checked before
    return {key: getattr(terms, key) for key in AMOUNTS if not is_blank(given.get(key))}


def path_notes(terms: Terms, given: Mapping[str, object]) -> Iterator[str]:
    """How paths were read and what happens past their end."""
    for key, rise in PATHS.items():
        path, listed = getattr(terms, key), given.get(key)
        if not path or not isinstance(listed, (list, tuple)):
            continue
        if key != "carbon_prices" and listed[0] != 1:
            yield (
                f"{key} begins with {listed[0]:g}: every year is taken relative to that, as year 1 is at the prices of "
                "the case. Put 1.0 before it if it is a factor on them"
            )
        if len(path) < terms.life:
            after = getattr(terms, rise)
            then = f"it changes by {after:+.4g} a year as {rise} says" if after else "the last value stays"
            yield f"{key} ends with year {len(path)} of {terms.life}: from then on {then}"
