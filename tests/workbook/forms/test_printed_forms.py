"""The forms as LibreOffice prints them: letters that can be read, no number wider than its column."""

from __future__ import annotations

import pytest

from books import edited
from tests.workbook.forms.test_answering import TEN
from tests.workbook.forms.test_template import METRIC
from tests.workbook.sheets.test_printed import MOST_PAGES, is_legible, printed, tools
from xl_dualfuel.workbook.forms.template import template

__all__ = ["tools"]

IN_CELSIUS = {key: value for key, value in METRIC.items() if key not in ("season_hours", "hours_below_design")}
PARTIES = {"prepared_for": "Jane Doe and family", "site": "12 Elm Street, Springfield"}


@pytest.mark.slow
@pytest.mark.parametrize("units", [{}, IN_CELSIUS], ids=["°F", "°C"])
def test_the_client_form_prints_its_questions_on_a_page_and_the_calculation_on_few(units, tools, tmp_path):
    pages = printed(tools, edited(template("client"), TEN | PARTIES | units), tmp_path)
    is_legible(pages)
    assert {"Please check", "Thermostat today"} <= pages[0].keys()
    behind = next(number for number, page in enumerate(pages) if "Inputs of the calculation" in page)
    assert len(pages) - behind <= MOST_PAGES


@pytest.mark.slow
@pytest.mark.parametrize("typed", [{}, {**IN_CELSIUS, "cop_17": -1, "fuel": "propane"}], ids=["blank", "°C"])
@pytest.mark.parametrize("kind", ["case", "rebate"])
def test_the_other_forms_of_a_house_print_legibly(kind, typed, tools, tmp_path):
    is_legible(printed(tools, edited(template(kind), typed), tmp_path))
