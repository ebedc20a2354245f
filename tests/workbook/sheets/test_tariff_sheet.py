"""The sheets Tariff and Hours: their formulas give what the engine says of the season, before and after edits."""

from __future__ import annotations

import math
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from openpyxl.utils import get_column_letter

from books import by_formualizer, cells, different, edited, without_values
from tariff_books import SHEET, case_of, edits, made, places_of, tariff_of, under, under_of
from xl_dualfuel.workbook.rules import broken_rules
from xl_dualfuel.workbook.shape import UnderTariff
from xl_dualfuel.workbook.sheets.tariff_places import Places

ALL = range(20)
QUICK = 4
"""The one with fewest formulas"""
PAST = 1e-9
"""The design's tolerance between routes, relative, below 1 absolute"""


def test_the_draw_has_every_element():
    """Over the seeds each element is there, and every kind of ladder is live."""
    powers = [tariff_of(seed).electricity for seed in ALL]
    assert {ladder.per for power in powers for ladder in power.ladders} == {"day", "month", "season", "year"}
    assert any(ladder.periods for power in powers for ladder in power.ladders)
    for get in (lambda e: e.demands, lambda e: e.specials, lambda e: e.controls, lambda e: any(e.minimum),
                lambda e: any(e.household), lambda e: e.tax, lambda e: e.monthly, lambda e: len(e.demands) > 1,
                lambda e: any(one.ratchet for one in e.demands)):  # fmt: skip
        having = [bool(get(power)) for power in powers]
        assert any(having) and not all(having)
    fuels = [tariff_of(seed).fuel for seed in ALL]
    assert any(fuel.ladders for fuel in fuels) and any(any(fuel.minimum) for fuel in fuels)
    assert all(places_of(seed).of.not_live == () for seed in ALL)


def costs(found: dict, p: Places) -> np.ndarray:
    """The season's cost with every setting, and today's last."""
    letter = p.column("cost")
    rows = [*range(p.first, p.last + 1), p.extra["today"]]
    return np.array([found[SHEET, f"{letter}{row}"] for row in rows], dtype=float)


def follows(found: dict, p: Places, expected: UnderTariff) -> None:
    """Every setting's cost, and the best single setting."""
    of_season = expected.season
    wanted = np.array([*of_season.curve["annual_cost"], of_season.existing.annual_cost])
    assert np.abs(costs(found, p) - wanted).max() <= PAST * np.abs(wanted).max()
    assert found[SHEET, f"C{p.answers['setting']}"] == pytest.approx(of_season.setting.switchover, rel=PAST)
    assert found[SHEET, f"C{p.answers['cost']}"] == pytest.approx(of_season.setting.annual_cost, rel=PAST)


def typed(changes: dict) -> dict:
    """Cells by sheet and address."""
    return {(SHEET, f"{get_column_letter(column)}{row}"): value for (row, column), value in changes.items()}


@cache
def together(seed: int) -> tuple[bytes, UnderTariff]:
    """The workbook after all edits, and the season of the tariff that they make."""
    tariff, changes = tariff_of(seed), {}
    for edit in edits(seed):
        tariff, changes = edit.tariff(tariff), changes | typed(edit.cells)
    return edited(made(seed), changes), under_of(case_of(seed), tariff)


def test_formulas_give_what_is_stored_and_break_no_rule():
    package = made(QUICK)
    found = by_formualizer(package)
    assert different(found, cells(package)) == []
    follows(found, places_of(QUICK), under(QUICK))
    assert broken_rules(package) == []


def test_edits_together_give_the_engine_s_season():
    package, expected = together(QUICK)
    assert len(edits(QUICK)) >= 10
    follows(by_formualizer(package), places_of(QUICK), expected)


def each_edit_follows(seed: int) -> None:
    for edit in edits(seed):
        expected = under_of(case_of(seed), edit.tariff(tariff_of(seed)))
        assert expected.season.curve["annual_cost"] != under(seed).season.curve["annual_cost"] or (
            expected.season.carbon_price != under(seed).season.carbon_price
        ), edit.what
        follows(by_formualizer(edited(made(seed), typed(edit.cells))), places_of(seed), expected)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_formualizer_gets_the_engine_s_season(seed):
    found = by_formualizer(made(seed))
    assert broken_rules(made(seed)) == []
    follows(found, places_of(seed), under(seed))
    assert different(found, cells(made(seed))) == []
    package, expected = together(seed)
    follows(by_formualizer(package), places_of(seed), expected)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, 6, 8, 11])
def test_each_of_ten_edits_follows(seed):
    each_edit_follows(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_libreoffice_gets_the_engine_s_season(seed, recalculated):
    package, expected = together(seed)
    saved = recalculated([without_values(made(seed)), package])
    assert different(cells(saved[0]), cells(made(seed))) == []
    follows(cells(saved[1]), places_of(seed), expected)


def by_gnumeric(ssconvert: str, package: bytes, folder: Path) -> dict:
    bare, done = folder / "bare.xlsx", folder / "done.xlsx"
    bare.write_bytes(without_values(package))
    subprocess.run([ssconvert, "--recalc", str(bare), str(done)], check=True, capture_output=True, timeout=600)
    return cells(done.read_bytes())


@pytest.mark.slow
@pytest.mark.parametrize("seed", ALL)
def test_gnumeric_gets_the_engine_s_season(seed, ssconvert, tmp_path):
    assert different(by_gnumeric(ssconvert, made(seed), tmp_path), cells(made(seed))) == []
    package, expected = together(seed)
    follows(by_gnumeric(ssconvert, package, tmp_path), places_of(seed), expected)


def test_hours_are_in_order_and_add_up():
    """By month, from warm to cold; what the running sums end with is what a plain loop adds up."""
    p, known = places_of(QUICK), cells(made(QUICK))
    first, last = p.hour_rows
    month, temperature, use, price, total = (
        [known.get(("Hours", f"{p.hour_letter(key)}{row}"), 0.0) for row in range(first, last + 1)]
        for key in ("month", "temperature", "heat_pump_kwh", "price", "pump_cost")
    )
    assert list(zip(month, [-one for one in temperature], strict=True)) == sorted(
        zip(month, [-one for one in temperature], strict=True)
    )
    for number in range(1, 13):
        rows = [row for row, one in enumerate(month) if one == number]
        assert total[rows[-1]] == pytest.approx(math.fsum(use[row] * price[row] for row in rows), rel=PAST)
