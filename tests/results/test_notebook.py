"""What a notebook shows of results, decisions and options: the same numbers as everywhere, text never as HTML."""

from __future__ import annotations

import builtins
import math
import re
from html import unescape

import pytest

import xl_dualfuel as df
from xl_dualfuel.decisions.deciding import Decisions, compare_options, decide
from xl_dualfuel.decisions.options import Option, Options
from xl_dualfuel.results.note_words import in_words

OPTIONS = Options((Option("furnace", "Furnace <b>only</b>", {}, "furnace_only", {"premium": -100}),), "base",
                  {"discount_rate": 0.0, "life": 10})  # fmt: skip


def rows(page: str) -> list[list[str]]:
    """The cells of its tables, headings too."""
    lines = re.findall(r"<tr[^>]*>(.*?)</tr>", page)
    return [
        [unescape(re.sub("<[^>]*>", "", cell)) for cell in re.findall(r"<t[dh].*?</t[dh]>", line)] for line in lines
    ]


@pytest.fixture(scope="module")
def result():
    return df.solve(df.Case())


@pytest.fixture
def axes():
    """Axes that no window shows."""
    pytest.importorskip("matplotlib", reason="charts need it")
    from matplotlib.figure import Figure

    return Figure().subplots()


def points(axes) -> dict[str, tuple[list[float], list[float]]]:
    return {line.get_label(): (list(line.get_xdata()), list(line.get_ydata())) for line in axes.get_lines()}


def test_a_result_is_its_headline_its_scenarios_and_its_notes(result):
    page = result._repr_html_()
    text = unescape(re.sub("<[^>]*>", "", page))
    assert text.startswith(result.headline + result.recommended.reason)
    # The model, "Worked example".
    assert ["Recommended", "36 °F", "$747.11", "$0.17", "2.925 t"] in rows(page)
    assert ["Today's setting", "35 °F", "$747.28", "–", "2.914 t"] in rows(page)
    assert 'font-weight: bold"><td style="text-align: left">Recommended' in page
    assert f"Notes: {len(result.notes)}" in text
    assert all(in_words(*note, result.case.units) in text for note in result.notes)


def test_a_doubt_stands_before_the_notes_and_not_among_them():
    result = df.solve(df.Case(design_load=42, strip_capacity=0))
    page = result._repr_html_()
    assert page.index("Check Design heating load: ") < page.index("<table>") < page.index("<details>")
    assert f"Notes: {len(result.notes) - len(result.doubts)}<" in page
    assert ["Emergency heat", "–", "not available: no strips", "–", "–"] in rows(page)


def test_a_case_in_celsius_is_shown_in_celsius(axes):
    result = df.solve(df.Case(temperature_unit="C", heat_unit="kW", currency="CAD"))
    assert "°F" not in result._repr_html_()
    assert "CAD 747" in result._repr_html_()
    result.plot(axes)
    assert axes.get_xlabel().endswith("[°C]")
    assert axes.get_ylabel() == "Cost of a season [CAD]"
    (setting,), (cost,) = next(found for label, found in points(axes).items() if label.startswith("Set to"))
    assert setting == pytest.approx((result.setting.switchover - 32) / 1.8)
    assert cost == result.setting.annual_cost


def test_the_chart_of_a_season_is_its_curve_with_both_settings(result, axes):
    assert result.plot(axes) is axes
    (curve, today, setting) = points(axes).values()
    assert curve == (list(result.switchover_curve["switchover"]), list(result.switchover_curve["annual_cost"]))
    assert [label for label in points(axes) if not label.startswith("_")] == [
        "Today 35 °F: $747.28", "Set to 36 °F: $747.11",
    ]  # fmt: skip
    assert today[0] == [35]
    assert setting[0] == [36]


def test_settings_that_leave_rooms_cold_are_marked(axes):
    # tests/cases/field/unmet.toml: the furnace alone is too small.
    result = df.solve(df.Case(capacity_47=60000, capacity_17=45000, furnace_capacity=15000, strip_capacity=0))
    result.plot(axes)
    cold = points(axes)["leaves rooms cold"][1]
    unmet = list(result.switchover_curve["unmet_mmbtu"])
    assert [not math.isnan(cost) for cost in cold] == [mmbtu > 0.001 * max(unmet) for mmbtu in unmet]


def test_decisions_show_the_band_and_what_moves_the_setting(result, axes):
    decisions = decide(result.case)
    page = decisions._repr_html_()
    assert decisions.band is not None and decisions.tornado is not None and decisions.frontier is not None
    text = unescape(re.sub("<[^>]*>", "", page))
    for words in (decisions.band.headline, decisions.band.words, decisions.frontier.words, *decisions.notes):
        assert words in text
    table = rows(page)
    bars = [bar for bar in decisions.tornado.by("switchover") if bar.switchover_swing > 0][:8]
    assert len(table) == 1 + len(bars) > 4
    assert table[1][2] == f"{bars[0].low_switchover:g} °F to {bars[0].high_switchover:g} °F"
    decisions.plot(axes)
    low, high = axes.containers
    assert [bar.get_width() for bar in low] == [bar.low_switchover - decisions.tornado.switchover for bar in bars]
    assert [bar.get_width() for bar in high] == [bar.high_switchover - decisions.tornado.switchover for bar in bars]


def test_options_and_their_comparison(result, axes):
    page = OPTIONS._repr_html_()
    assert rows(page)[1] == ["Furnace <b>only</b>", "–", "furnace_only", "premium = -100"]
    assert "<b>only" not in page  # the only bold is ours
    compared = compare_options(result.case, OPTIONS)
    assert compared.comparison is not None
    for shown in (compared, compared.comparison):
        # The model, "Worked example": furnace only $755.44, the setting $747.11.
        assert ["Furnace <b>only</b>", "–", "$755.44", "-$8.33", "3.080 t"] in rows(shown._repr_html_())
    page = compared._repr_html_()
    # $100 kept at once, 10 times $8.33 more a season (the cents of 755.44 less 747.11): 16.67 or so.
    assert rows(page)[-1][0] == "furnace"
    assert float(rows(page)[-1][1].removeprefix("$")) == pytest.approx(100 - 83.3, abs=0.1)
    assert "furnace: the option costs less than the baseline" in page
    compared.plot(axes)
    electricity, fuel = axes.containers
    costs = [one.get_width() + other.get_width() for one, other in zip(electricity, fuel, strict=True)]
    assert costs == pytest.approx([row.annual_cost for row in compared.comparison.rows], rel=1e-12)  # one rounding


def test_what_is_missing_is_said(result, monkeypatch):
    with pytest.raises(df.DualFuelError, match="nothing to plot"):
        Decisions().plot()
    original = builtins.__import__

    def without_matplotlib(name, *more):
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return original(name, *more)

    monkeypatch.setattr(builtins, "__import__", without_matplotlib)
    with pytest.raises(
        df.DualFuelError, match=r"^plot\(\) needs matplotlib\. Install it with: pip install matplotlib$"
    ):
        result.plot()
