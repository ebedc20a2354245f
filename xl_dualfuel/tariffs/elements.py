"""The elements of a rate beside its prices by period: types, no files and no sums.

Hours of a tariff's clock are half-hours: 365 days of 48, 29 February left out. A mask of them is ``bytes`` of 0 and 1
(``DAYS * SLOTS``), so is a mask of the 8,760 hours of a year in standard time. Temperatures are in the unit that the
tariff names until ``Tariff.for_case`` makes them °F.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from ..units import fahrenheit

Year = tuple[float, ...]
"""Twelve values, January to December."""
ZERO: Final[Year] = (0.0,) * 12
DAYS: Final = 365
SLOTS: Final = 48
"""Half-hours of a day"""
Per = Literal["day", "month", "season", "year"]


class When(NamedTuple):
    """Which hours: those that meet every condition given. ``When()`` is every hour."""

    slots: bytes | None = None
    """By the tariff's clock: DAYS · SLOTS"""
    below: float | None = None
    """Outdoor temperature lower than this"""
    above: float | None = None
    """Outdoor temperature at or above this"""
    until: float | None = None
    """Latched: what below (above) began lasts until the temperature is at or above (below) this"""
    hold_hours: int = 0
    """Latched: and at least so long [h]"""
    read_at: int | None = None
    """Clock hour whose temperature decides for the hours after it, until it is read again a day later; None: each
    hour's own temperature"""
    coldest_hours: int | None = None
    """Only so many, the coldest of the year that meet all else"""
    coldest_days: int | None = None
    """Only the hours of so many days, those with the lowest daily mean"""
    hours: bytes | None = None
    """Of a file: 8,760 hours in standard time"""

    @property
    def in_degrees(self) -> bool:
        """Whether it has a temperature, whose unit matters."""
        return self.below is not None or self.above is not None

    def from_celsius(self) -> When:
        """The same with its temperatures, given in °C, in °F."""
        return self._replace(below=_fahrenheit(self.below), above=_fahrenheit(self.above),
                             until=_fahrenheit(self.until))  # fmt: skip

    @property
    def by_temperature(self) -> bool:
        """Whether the weather has a say."""
        return any(value is not None for value in (self.below, self.above, self.coldest_hours, self.coldest_days))


def _fahrenheit(celsius: float | None) -> float | None:
    return None if celsius is None else fahrenheit(celsius)


class Special(NamedTuple):
    """A price of certain hours, in place of the period's or added to it. Where several replace, the last counts."""

    name: str
    when: When
    price: float
    """[$/kWh]; below zero is a credit"""
    adds: bool = False


class Control(NamedTuple):
    """Hours in which the utility keeps the heat pump off; the furnace heats alone."""

    name: str
    when: When


class Block(NamedTuple):
    """One block of a ladder, priced at the margin."""

    up_to: float
    """Upper end [kWh, of fuel its unit]; inf for the last block"""
    price: float
    """[$/kWh, of fuel $/unit], added to the energy price; may be below zero"""


class Ladder(NamedTuple):
    """Blocks of what is used in a day, a month, a season or a year."""

    blocks: tuple[Block, ...]
    per: Per = "month"
    periods: tuple[str, ...] = ()
    """Only the hours of these periods fill it; () = all"""
    months: tuple[int, ...] = ()
    """1 to 12: only these months fill it, and a season is them together; () = all"""
    shared: bool = False
    """Whether the use of all periods fills it, of which ``periods`` pay for their share of every block; not for a
    season or a year"""


class Demand(NamedTuple):
    """A charge on the highest hourly mean power of each month."""

    charge: Year
    """[$/kW]"""
    periods: tuple[str, ...] = ()
    """Only the hours of these periods count; () = all"""
    ratchet: float = 0.0
    """Share (0 to 1) of the highest month's peak of the year below which no month is billed"""
    name: str = "demand charge"


class Solar(NamedTuple):
    """The house's own photovoltaic electricity."""

    kwh: tuple[float, ...]
    """Of each of 8,760 hours in standard time [kWh]"""
    netting: Literal["hour", "month"] = "hour"
    """What it is set off against: use of the same hour, or of the same month and period"""
    credit: float | None = None
    """For what is left over [$/kWh]; None: the price of the hour or the period"""
