"""A rate by time of day on a form: what it means, what is refused, and that run and verify bill it hour by hour."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

import xl_dualfuel as df
from answers import TEN
from books import by_formualizer, edited, named, places_of
from commands import dualfuel
from filling import changed, where
from xl_dualfuel.errors import InputError
from xl_dualfuel.tariffs.hours import hours_of
from xl_dualfuel.tariffs.reading import tariff_of
from xl_dualfuel.tariffs.season import judged, season
from xl_dualfuel.units import BTU_PER_KWH
from xl_dualfuel.workbook.forms import check_code, rate
from xl_dualfuel.workbook.forms.read import case_of_workbook, read_workbook
from xl_dualfuel.workbook.forms.template import template
from xl_dualfuel.workbook.verify import verify

CLIENT, REBATE = template("client"), template("rebate")
RATE: dict[str, Any] = {"peak_price": 0.32, "peak_from": 16, "peak_to": 21, "peak_first_month": 11,
                        "peak_last_month": 3}  # fmt: skip
THREE = RATE | {"mid_peak_price": 0.2, "mid_peak_from": 7, "mid_peak_to": 23, "off_peak_price": 0.09}


def billed(package: bytes) -> Any:
    under = rate.billed(df.solve(case_of_workbook(package)))
    assert under is not None
    return under.season


def test_4_to_9_of_the_evening_typed_as_4_and_9_is_doubted():
    tariff = rate.tariff_in(case_of_workbook(edited(CLIENT, TEN | RATE | {"peak_from": 4, "peak_to": 9})))
    assert tariff is not None
    assert any("4 to 9 in the morning" in note and "write 16 and 21" in note for note in tariff.notes)


@pytest.mark.parametrize("form", [CLIENT, REBATE])
def test_a_season_costs_what_a_plain_loop_over_the_hours_says(form):
    unlimited = {"capacity_47": "not known", "capacity_17": "not known", "load_balance_temperature": 65}
    case = case_of_workbook(edited(form, TEN | THREE | unlimited))
    assert case.inputs["defrost"] == "none"
    assert not case.inputs["cycling_degradation"] and not case.inputs["furnace_fan_power"]
    total, at = 0.0, 30.0
    for place, temperature in enumerate(case.year.order.dry_bulb.tolist()):
        load = max(0.0, 650 * (65 - temperature))
        if temperature < at:
            total += load / 0.92 / 1e5 * 1.2  # $/therm
        else:
            total += load / max(1.0, 2.3 + (3.5 - 2.3) * (temperature - 17) / 30) / BTU_PER_KWH * price(place)
    under = rate.billed(df.solve(case))
    assert judged(case, under.hours, under.tariff).at(at).annual_cost == pytest.approx(total, rel=1e-9)


def price(place: int) -> float:
    """What a kWh costs under THREE in an hour of the year, which is in standard time."""
    time = dt.datetime(2026, 1, 1) + dt.timedelta(hours=place)
    if dt.datetime(2026, 3, 8, 2) <= time < dt.datetime(2026, 11, 1, 1):  # 15 USC 260a
        time += dt.timedelta(hours=1)
    if time.month not in (11, 12, 1, 2, 3) or time.weekday() >= 5:
        return 0.09
    return 0.32 if 16 <= time.hour < 21 else 0.2 if 7 <= time.hour < 23 else 0.09


def table(windows: list[dict[str, Any]], off: float) -> dict[str, Any]:
    """A tariff file of the same rate."""
    prices = {"peak": 0.32, "off-peak": off}
    if any(one["period"] == "mid-peak" for one in windows):
        prices["mid-peak"] = 0.2
    return {"name": rate.NAME, "daylight_saving": True,
            "electricity": {"otherwise": "off-peak", "periods": prices, "windows": windows}}  # fmt: skip


def window(period: str, begin: float, end: float, days: str = "weekday", months: Any = (11, 12, 1, 2, 3)) -> dict:
    return {"period": period, "days": days, "from": begin, "to": end, **({"months": [*months]} if months else {})}


@pytest.mark.parametrize(
    ("typed", "windows", "off"),
    [
        (RATE, [window("peak", 16, 21)], 0.14),
        (THREE, [window("peak", 16, 21), window("mid-peak", 7, 16), window("mid-peak", 21, 23)], 0.09),
        (THREE | {"peak_days": "every day", "peak_first_month": None, "peak_last_month": None},
         [window(*one, "all", ()) for one in (("peak", 16, 21), ("mid-peak", 7, 16), ("mid-peak", 21, 23))], 0.09),
        (RATE | {"peak_from": 16.5, "peak_to": 24}, [window("peak", 16.5, 24)], 0.14),
        (RATE | {"peak_from": 22, "peak_to": 6, "peak_days": "every day"}, [window("peak", 22, 6, "all")], 0.14),
        (RATE | {"peak_from": 0.6875, "peak_to": 1}, [window("peak", 16.5, 24)], 0.14),  # cells of times
        (THREE | {"peak_from": 1, "peak_to": 3, "mid_peak_from": 20, "mid_peak_to": 8, "peak_days": "every day"},
         [window(*one, "all") for one in (("peak", 1, 3), ("mid-peak", 20, 1), ("mid-peak", 3, 8))], 0.09),
    ],
)  # fmt: skip
def test_the_cells_mean_the_windows_of_a_tariff_file(typed, windows, off, tmp_path):
    values = {key: value for key, value in (TEN | {"electricity_price": 0.14} | typed).items() if value is not None}
    case = case_of_workbook(edited(CLIENT, values))
    read, written = rate.tariff_in(case), tariff_of(table(windows, off), tmp_path)
    assert read is not None
    by_name = [
        dict(zip(one.electricity.periods, one.electricity.period_prices, strict=True)) for one in (read, written)
    ]
    assert by_name[0] == by_name[1]
    assert (
        len({tuple(one.electricity.periods[place] for place in one.electricity.calendar) for one in (read, written)})
        == 1
    )
    hours = hours_of(case, written)
    assert season(case, hours, read).setting == season(case, hours, written).setting


@pytest.mark.parametrize(
    ("typed", "key", "words"),
    [
        ({"peak_from": 16}, "peak_price", "must be given with the rest of the rate"),
        ({"peak_price": 0.3}, "peak_to", "must be given with the peak price and its hours"),
        (RATE | {"peak_to": 16}, "peak_to", "must be another hour"),
        (RATE | {"peak_to": 20.2}, "peak_to", "or half past one"),
        (RATE | {"peak_last_month": None}, "peak_last_month", "must be given with the other month"),
        (RATE | {"peak_last_month": 2.5}, "peak_last_month", "must be a whole number"),
        (RATE | {"mid_peak_price": 0.2}, "mid_peak_from", "must be given with the mid-peak price"),
        (RATE | {"peak_price": 32}, "peak_price", "must be a number from 0 to 10"),
        (RATE | {"peak_days": "Tuesdays"}, "peak_days", "must be one of weekdays, every day"),
        (THREE | {"peak_from": 22, "peak_to": 2, "mid_peak_from": 20, "mid_peak_to": 4}, "mid_peak_from",
         "must not be cut by the peak after midnight"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", [CLIENT, REBATE])
def test_what_is_wrong_is_said_with_its_cell(form, typed, key, words):
    package = edited(form, {one: value for one, value in (TEN | typed).items() if value is not None})
    with pytest.raises(InputError) as refused:
        case_of_workbook(package)
    issue = next(issue for issue in refused.value.issues if issue.key == key)
    assert words in str(issue)
    assert where(package, key) in str(issue.value)
    assert any(finding.severity == "error" and words in finding.what for finding in verify(package).findings)


def test_the_form_gives_no_answer_that_leaves_the_rate_out():
    for form in (CLIENT, REBATE):
        package = edited(form, TEN | RATE)
        values = by_formualizer(package)
        assert named(package, "form_status", values) == rate.LEFT_OUT
        assert named(package, "form_setting", values) == "–"
        assert named(package, "form_outcome", values) == f"{rate.LEFT_OUT}."
        if form is REBATE:
            assert {named(package, key, values) for key in ("reported_switchover", "reported_annual_cost")} <= {
                "",
                None,
            }


def test_the_check_code_covers_every_cell_of_the_rate():
    typed = TEN | THREE | {"peak_days": "weekdays"}
    package = edited(REBATE, typed)
    codes = {named(package, "reported_check_code", by_formualizer(package))}
    assert codes == {check_code.code_of(typed)}
    for key in rate.KEYS:
        value = "every day" if key == "peak_days" else typed[key] + 1
        codes.add(check_code.code_of(typed | {key: value}))
    assert len(codes) == len(rate.KEYS) + 1


def test_verify_judges_the_answer_by_the_rate():
    package = edited(REBATE, TEN | RATE)
    under, plain = billed(package), df.solve(case_of_workbook(package))
    assert abs(under.setting.annual_cost - plain.setting.annual_cost) > 5
    verdict = verify(package)
    assert (verdict.setting, verdict.annual_cost) == (under.setting.switchover, under.setting.annual_cost)
    assert verdict.inputs_sha256 != verify(edited(REBATE, TEN)).inputs_sha256
    for cost, agrees in ((under.setting.annual_cost, True), (plain.setting.annual_cost, False)):
        told = verify(edited(package, {"reported_annual_cost": round(cost, 2)}))
        one = next(one for one in told.reported if one.key == "reported_annual_cost")
        assert one.agrees is agrees
        assert any(finding.id == "reported" for finding in told.findings) is not agrees


def test_settings_as_left_are_held_against_the_setting_under_the_rate():
    typed = TEN | RATE | {"peak_price": 0.9, "as_left_switchover": 20}
    package = edited(REBATE, typed)
    result, under = df.solve(case_of_workbook(package)), billed(package)
    assert under.setting.switchover != result.setting.switchover
    assert rate.to_judge(result).setting.switchover == under.setting.switchover
    left = [one for one in verify(package).findings if "not the recommended one" in one.what]
    assert [one.expected for one in left] == [f"{under.setting.switchover:g} °F"]


def test_an_answer_at_plain_prices_beside_a_rate_fails():
    honest = edited(CLIENT, TEN)
    values = by_formualizer(honest)
    shown = {key: named(honest, key, values) for key in ("form_status", "form_setting", "form_outcome", "form_cost")}
    assert shown["form_status"] == "complete"
    forged = edited(CLIENT, TEN | RATE | shown)
    wrong = [finding for finding in verify(forged).findings if finding.severity == "error"]
    assert any(finding.expected == rate.LEFT_OUT for finding in wrong)
    assert any(finding.expected == "–" for finding in wrong)


def test_a_form_from_before_these_cells_is_read_and_passes_as_before():
    def older(book):
        for key in rate.KEYS:
            sheet, cell = places_of(CLIENT)[key]
            del book.defined_names[f"in_{key}"]
            row = int("".join(filter(str.isdigit, cell)))
            for column in "ABCD":
                book[sheet][f"{column}{row}"].value = None

    package = changed(edited(CLIENT, TEN), older)
    assert not read_workbook(package).problems
    assert rate.billed(df.solve(case_of_workbook(package))) is None
    assert not [one for one in verify(package).findings if one.id == "name-missing"]


def test_the_commands_take_the_rate_of_a_form(tmp_path):
    form = tmp_path / "form.xlsx"
    form.write_bytes(edited(CLIENT, TEN | RATE))
    under = billed(form.read_bytes())
    answer = dualfuel("run", form, "--json", "-")
    assert answer.status == 0, answer.err
    tariff = json.loads(answer.out)["tariff"]
    assert tariff["setting"]["annual_cost"] == pytest.approx(under.setting.annual_cost, rel=1e-12)
    decided = dualfuel("decide", form)
    assert decided.status == 0
    assert rate.NAME in decided.out + decided.err
    file = tmp_path / "flat.toml"
    file.write_text("[electricity]\nprice = 0.2\n")
    other = dualfuel("run", form, "--tariff", file)
    assert other.status == 0
    assert "the rate by time of day on the form is left out" in other.err
    assert dualfuel("decide", form, "--xlsx", tmp_path / "d.xlsx").status == 2
