"""Which of several tariffs is best for a house, and what the house uses besides heating under each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from ..inputs.units_given import Units
from ..model.switchovers import COLD_SHARE, at_most
from ..results.case_units import money
from ..tariffs.tariff import Electricity, Tariff
from .compared import BestRate, Compared

_ALIKE: Final = 0.01
"""Share by which two statements of what one house uses may differ, as months do in days"""
_CENT: Final = 0.005


class Use(NamedTuple):
    """What the house uses besides heating, as the tariffs of a comparison say."""

    household: tuple[float, ...]
    """Of each of 8,760 hours [kWh], for the tariffs that name none; () = none"""
    notes: list[str]
    alike: bool
    """Whether every tariff counts the same"""

    def given(self, tariff: Tariff, electricity_price: float) -> Tariff:
        """The tariff with that use where it names none; electricity_price: of the case [$/kWh], for one without."""
        power = tariff.electricity or Electricity(price=electricity_price)
        if not self.household or power.household:
            return tariff
        return tariff._replace(electricity=power._replace(household=self.household))


def use_of(tariffs: Sequence[Tariff]) -> Use:
    """What the house uses besides heating. It belongs to the house: one tariff's statement is taken for all."""
    if all(one == tariffs[0] for one in tariffs):
        return Use((), [], True)
    powers = {one.name: one.electricity for one in tariffs if one.electricity is not None}
    households = {name: power.household for name, power in powers.items() if power.household}
    notes, alike = [], True
    first = next(iter(households.values()), ())
    yearly = {name: sum(kwh) for name, kwh in households.items()}
    without = [one.name for one in tariffs if one.electricity is None or not one.electricity.household]
    if without and first:
        name, kwh = next(iter(yearly.items()))
        notes.append(
            f"household use: {', '.join(dict.fromkeys(without))} name none, so that of {name}, {kwh:,.0f} kWh a year "
            "besides heating, is counted under them too"
        )
    if yearly and max(yearly.values()) - min(yearly.values()) > _ALIKE * max(yearly.values()):
        each = ", ".join(f"{name} {kwh:,.0f}" for name, kwh in yearly.items())
        notes.append(f"household use: the tariffs count different uses besides heating ({each} kWh a year), so none is "
                     "called the best. Give each the same")  # fmt: skip
        alike = False
    for what, there in (
        ("own solar electricity", [bool(one.electricity and one.electricity.solar) for one in tariffs]),
        ("other use of fuel", [bool(one.fuel and any(one.fuel.other_use)) for one in tariffs]),
    ):
        if any(there) and not all(there):
            some = ", ".join(dict.fromkeys(one.name for one, has in zip(tariffs, there, strict=True) if not has))
            notes.append(f"{what}: {some} count none, so no tariff is called the best. Give it in each of them")
            alike = False
    return Use(first, notes, alike)


def best_rates(
    rows: Sequence[Compared], equipment: Mapping[str, tuple[str, ...]], plain: str, units: Units
) -> Iterator[BestRate]:
    """The best tariff of each equipment that several tariffs bill, in the order of the rows.

    equipment: by option, what it heats with; plain: the name of the prices of the case, which are no rate and stand
    for one only where there is one other. Options that leave more of the load unmet are left out.
    """
    groups: dict[tuple[str, ...], list[Compared]] = {}
    for row in rows:
        groups.setdefault(equipment[row.option], []).append(row)
    for group in groups.values():
        least = min(row.unmet_mmbtu for row in group)
        able = [row for row in group if at_most(row.unmet_mmbtu, least + COLD_SHARE * row.load_mmbtu, row.load_mmbtu)]
        if len({row.tariff for row in able} - {plain}) > 1:
            able = [row for row in able if row.tariff != plain]
        best = min(able, key=lambda row: row.total_cost)
        others = [row for row in able if row.tariff != best.tariff]
        if not others:
            continue
        second = min(others, key=lambda row: row.total_cost)
        saving = second.total_cost - best.total_cost
        house = f"with {best.changes}" if best.changes else "for this house"
        cost, less = money(best.total_cost, units), money(saving, units)
        words = f"Best rate {house}: {best.tariff}, {cost} a year in all, {less} less than {second.tariff}"
        if saving < _CENT:
            words = f"No rate is better {house}: {best.tariff} and {second.tariff} both cost {cost} a year in all"
        yield BestRate(best.option, best.tariff, best.total_cost, second.option, second.tariff, saving, best.changes,
                       words)  # fmt: skip
