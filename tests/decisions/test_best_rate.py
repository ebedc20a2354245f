"""A tariff an option: each is billed by its own, and the best rate of a house is that of least cost in all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import xl_dualfuel as df
from support import lines
from tests.results.test_hourly import BASE
from tests.tariffs.test_tariff import HOURS, TOU, made
from xl_dualfuel.decisions.deciding import compare_options
from xl_dualfuel.decisions.option_files import read_options
from xl_dualfuel.decisions.options import Option, Options, compare
from xl_dualfuel.decisions.tariff_options import PLAIN, compare_under
from xl_dualfuel.tariffs.fingerprint import fingerprint
from xl_dualfuel.tariffs.season import season
from xl_dualfuel.tariffs.tariff import Electricity, FuelTariff, Tariff

WINDOWS = {key: value for key, value in TOU["electricity"].items() if key != "fixed"}
NIGHT = made({"name": "Night", "electricity": WINDOWS | {"fixed": 20.0}})
FLAT = made({"name": "Flat", "electricity": {"price": 0.16, "fixed": 9.5}})
HOUSE = (0.4,) * 8760


def option(
    name: str, tariff: Tariff | None = None, money: dict[str, object] | None = None, /, **changes: Any
) -> Option:
    return Option(name, name, changes, "optimized", money or {}, tariff)


def with_house(tariff: Tariff, kwh: tuple[float, ...]) -> Tariff:
    assert tariff.electricity is not None
    return tariff._replace(electricity=tariff.electricity._replace(household=kwh))


def test_each_option_is_billed_by_its_own() -> None:
    better = {"cop_47": 3.9, "cop_17": 2.7}
    found = compare_under(BASE, [option("flat", FLAT), option("night", NIGHT), option("a", FLAT, **better),
                                 option("b", NIGHT, **better), option("plain", PLAIN)], NIGHT)  # fmt: skip
    for row, tariff, changes in zip(found.rows, (NIGHT, FLAT, NIGHT, FLAT, NIGHT, PLAIN),
                                    ({}, {}, {}, better, better, {}), strict=True):  # fmt: skip
        alone = season(BASE.replace(**changes), HOURS, tariff)
        assert row.annual_cost == pytest.approx(alone.setting.annual_cost, rel=1e-12)
        assert row.tariff == tariff.name
        assert row.tariff_sha256 == ("" if tariff is PLAIN else fingerprint(tariff))
        assert row.electricity_fixed == pytest.approx(alone.fixed.electricity)
        assert row.total_cost == pytest.approx(alone.setting.annual_cost + alone.fixed.electricity, rel=1e-12)
        assert row.saving == pytest.approx(found.rows[0].total_cost - row.total_cost, abs=1e-9)
    # Plain prices hour by hour are the plain model's own: the weather file without bins.
    assert found.row("plain").annual_cost == pytest.approx(compare(BASE, [option("x")]).rows[0].annual_cost, rel=1e-9)
    assert found.row("base").annual_cost == found.row("night").annual_cost


def test_the_best_rate_counts_fixed_charges() -> None:
    """The rate whose season costs less is not the best where its fixed charges are higher by more."""
    dear = made({"name": "Dear", "electricity": {"price": 0.159, "fixed": 60.0}})
    found = compare_under(BASE, [option("flat", FLAT), option("dear", dear)])
    flat, other = found.row("flat"), found.row("dear")
    assert other.annual_cost < flat.annual_cost
    best = found.best_rates[0]
    assert (best.option, best.tariff, best.next_tariff) == ("flat", "Flat", "Dear")
    assert best.saving == pytest.approx(other.annual_cost + 720 - flat.annual_cost - 114, rel=1e-9)
    assert best.words == (f"Best rate for this house: Flat, ${flat.total_cost:,.0f} a year in all, "
                          f"${best.saving:,.2f} less than Dear")  # fmt: skip
    assert json.loads(json.dumps(found.to_json()))["best_rate"]["tariff"] == "Flat"
    # The case itself has no tariff here, and its own prices are no rate; a note says what they lack.
    assert any(
        note.startswith("base: billed at the case's own prices, which have no fixed charges") for note in found.notes
    )


def test_one_rate_is_compared_with_the_cases_own_prices() -> None:
    found = compare_under(BASE, [option("night", NIGHT)])
    assert {found.best_rates[0].tariff, found.best_rates[0].next_tariff} == {"Night", PLAIN.name}
    assert compare_under(BASE, [option("a", cop_47=3.9)], NIGHT).best_rates == ()
    assert compare_under(BASE, [option("a", cop_47=3.9)], NIGHT).to_json()["best_rate"] is None


def test_what_the_house_uses_besides_is_counted_under_every_rate() -> None:
    """0.4 kWh in every hour, named by one of the two: its cost under the other is 3,504 kWh at the flat price."""
    tou = with_house(NIGHT, HOUSE)
    found = compare_under(BASE, [option("flat", FLAT), option("night", tou)], FLAT)
    assert found.row("flat").household_cost == pytest.approx(3504 * 0.16)
    alone = season(BASE, HOURS, tou)
    assert found.row("night").household_cost == pytest.approx(alone.household_cost) and alone.household_cost > 100
    totals = {row.option: row.annual_cost + row.household_cost + row.electricity_fixed for row in found.rows}
    best = min(("flat", "night"), key=totals.__getitem__)
    assert found.best_rates[0].tariff == found.row(best).tariff
    assert (
        "household use: Flat name none, so that of Night, 3,504 kWh a year besides heating, is counted under them too"
    ) in found.notes
    assert found.row("base").total_cost == found.row("flat").total_cost


def test_different_uses_of_one_house_name_no_best_rate() -> None:
    found = compare_under(
        BASE, [option("flat", with_house(FLAT, (0.5,) * 8760)), option("night", with_house(NIGHT, HOUSE))]
    )
    assert found.best_rates == ()
    assert any("different uses besides heating (Flat 4,380, Night 3,504 kWh a year)" in note for note in found.notes)


def test_other_use_of_gas_keeps_its_fixed_charge() -> None:
    """An option that burns propane still cooks with gas: its use and the meter are paid for."""
    gas = Tariff("Gas", fuel=FuelTariff((12.0,) * 12, "$/MMBtu", fixed=(20.0,) * 12, other_use=(1.5,) * 12))
    propane = {"fuel": "propane", "fuel_price": 2.9, "fuel_price_unit": "$/gal"}
    found = compare_under(
        BASE, [option("propane", None, **propane), option("strips", None, furnace_efficiency=0.9)], gas
    )
    for row in found.rows:
        assert row.household_cost == pytest.approx(12 * 1.5 * 12.0)
        assert row.fuel_fixed == pytest.approx(240)
    without = gas._replace(fuel=gas.fuel._replace(other_use=(0.0,) * 12))
    row = compare_under(BASE, [option("propane", None, **propane)], without).row("propane")
    assert (row.household_cost, row.fuel_fixed) == (0, 0)


def test_a_tariff_of_its_own_is_for_the_fuel_of_the_option() -> None:
    propane = {"fuel": "propane", "fuel_price": 2.9, "fuel_price_unit": "$/gal"}
    own = Tariff("Propane by month", fuel=FuelTariff((2.1,) * 12, "$/gal"))
    found = compare_under(BASE, [option("propane", own, **propane)], made(TOU))
    alone = season(BASE.replace(**propane), HOURS, own)
    assert found.row("propane").annual_cost == pytest.approx(alone.setting.annual_cost, rel=1e-12)
    assert "propane: fuel_price has no effect, as Propane by month has fuel prices" in found.notes


def test_money_between_rates_counts_all_of_both_bills() -> None:
    options = Options((option("flat", FLAT), option("night", with_house(NIGHT, HOUSE), {"premium": 300.0, "life": 4})),
                      "flat", {"discount_rate": 0.0, "electricity_escalation": 0.1})  # fmt: skip
    found = compare_options(BASE, options)
    (worth,) = found.worths.rows
    flat, night = found.comparison.row("flat"), found.comparison.row("night")
    power = flat.electricity_cost + flat.household_cost + 114 - night.electricity_cost - night.household_cost - 240
    expected = [-300.0, *(power * 1.1**year + flat.fuel_cost - night.fuel_cost for year in range(4))]
    assert worth.flows == pytest.approx(expected, rel=1e-9)
    assert worth.npv == pytest.approx(sum(expected), rel=1e-9)
    said = lines(found)
    assert said[0].startswith("Best rate for this house: ")
    assert any("Night" in line for line in said[2:5])


def files(folder: Path) -> Path:
    (folder / "rates").mkdir()
    (folder / "rates" / "flat.toml").write_text('name = "Flat"\n[electricity]\nprice = 0.16\nfixed = 9.5\n')
    (folder / "options.toml").write_text(
        '[options.flat]\ntariff = "rates/flat.toml"\n[options.plain]\ntariff = "none"\n[options.blank]\ntariff = ""\n'
        "[options.same]\ncop_47 = 3.6\n"
    )
    return folder / "options.toml"


def test_a_file_names_the_tariff_of_each_option(tmp_path: Path) -> None:
    read = read_options(files(tmp_path)).options
    assert [one.tariff.name if one.tariff else None for one in read] == ["Flat", PLAIN.name, PLAIN.name, None]
    assert read[0].tariff_file == str(tmp_path / "rates" / "flat.toml") and read[1].tariff_file == ""
    assert read[0].tariff.electricity == Electricity(price=0.16, fixed=(9.5,) * 12)


def test_every_problem_of_the_tariffs_is_reported_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("[electricity]\nprice = 'dear'\n")
    (tmp_path / "options.toml").write_text('[options.x]\ntariff = "a.toml"\n[options.y]\ntariff = "b.toml"\n')
    with pytest.raises(df.InputError) as refused:
        read_options(tmp_path / "options.toml")
    keys = [issue.key for issue in refused.value.issues]
    assert keys[0].startswith("options.x.tariff: electricity.price") and keys[1].startswith("options.y.tariff")


def test_a_table_in_a_sheet_names_no_tariff() -> None:
    with pytest.raises(df.InputError, match=r"options\.a\.tariff = night\.toml: is for dualfuel compare"):
        compare(BASE, [Option("a", "a", {}, "optimized", {}, tariff_file="night.toml")])
