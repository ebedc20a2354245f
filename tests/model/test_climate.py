"""Temperature bins of every climate method."""

from __future__ import annotations

import gzip
import math
import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import xl_dualfuel as df
from xl_dualfuel.model import climate
from xl_dualfuel.weather.year import WeatherYear

NONE = np.array([])
"""No settings that cut bins."""

EPW = Path(__file__).parents[1] / "cases" / "USA_IL_Chicago-OHare.Intl.AP.725300_TMY3.epw.gz"


class TestProportional:
    def test_worked_example_by_hand(self):
        """Bin 1 is 68–70 °F: d·w = 2; Σ d·w = 65²/2 = 2112.5, so 1900·2/2112.5 h."""
        bins = climate.proportional(70, 5, 2, 1900, 150, NONE)
        assert len(bins.hours) == 33
        assert math.isclose(bins.hours[0], 1900 * 2 / 2112.5)
        assert (bins.low[-1], bins.high[-1]) == (5, 6)  # narrower: 65 is no multiple of 2
        assert math.isclose(bins.hours[-1], 1900 * 64.5 / 2112.5 + 150)
        # Hours lie at each temperature in proportion to d: their mean d is ∫d² / ∫d = ⅔·(65³ − 64³)/(65² − 64²).
        assert math.isclose(bins.temperature[-1], 70 - 2 / 3 * (65**3 - 64**3) / (65**2 - 64**2))
        assert math.isclose(bins.temperature[0], 70 - 4 / 3)
        assert math.isclose(bins.hours.sum(), 2050)

    def test_width_that_divides_the_range_inexactly_makes_no_sliver(self):
        """21/0.7 is 30.000000000000004 in binary."""
        bins = climate.proportional(70, 49, 0.7, 1000, 0, NONE)
        assert len(bins.hours) == 30
        assert bins.low[-1] == 49

    def test_halving_the_width_does_not_move_hours(self):
        wide, narrow = (climate.proportional(70, 6, width, 1000, 0, NONE) for width in (4, 2))
        np.testing.assert_allclose(wide.hours, narrow.hours.reshape(-1, 2).sum(axis=1))

    @given(st.floats(0.5, 20), st.lists(st.floats(0, 80), max_size=5))
    def test_neither_width_nor_cuts_move_hours_or_load(self, width, cuts):
        """Hours 1000, mean d ⅔·64: the triangle from the setpoint down to the design temperature."""
        bins = climate.proportional(70, 6, width, 1000, 0, np.array(cuts))
        assert math.isclose(bins.hours.sum(), 1000)
        assert math.isclose(((70 - bins.temperature) * bins.hours).sum(), 1000 * 2 / 3 * 64)

    @given(st.lists(st.floats(6, 70), min_size=1, max_size=4))
    def test_each_setting_is_an_edge(self, cuts):
        bins = climate.proportional(70, 6, 4, 1000, 0, np.array(cuts))
        for setting in cuts:
            assert min(abs(edge - setting) for edge in (70.0, *bins.low.tolist())) < 1e-9
        assert (bins.temperature <= bins.high + 1e-12).all()
        assert (bins.temperature >= bins.low - 1e-12).all()


class TestMeasured:
    def test_edges_lie_half_way(self):
        bins = climate.measured(((10.0, 5.0), (20.0, 50.0), (40.0, 100.0)), 2)
        assert bins.temperature.tolist() == [40, 20, 10]
        assert bins.hours.tolist() == [100, 50, 5]
        assert bins.high.tolist() == [50, 30, 15]
        assert bins.low.tolist() == [30, 15, 5]

    def test_one_row_gets_the_bin_width(self):
        assert climate.measured(((30.0, 8.0),), 4).low.tolist() == [28]
        assert climate.measured(((30.0, 8.0),), 0).high.tolist() == [31]

    def test_order_of_the_rows_does_not_matter(self):
        rows = [[40, 100], [10, 5], [20, 50]]
        assert df.Case(bin_table=rows) == df.Case(bin_table=sorted(rows))


class TestRegion:
    """10 CFR 430 Subpart B Appendix M1, Table 20, as model.md quotes it."""

    @pytest.mark.parametrize(
        ("region", "bins", "total"), [("I", 9, 1.001), ("II", 10, 0.997), ("III", 13, 1.001), ("IV", 15, 1.0),
                                      ("V", 18, 1.0), ("VI", 9, 1.0)]
    )  # fmt: skip
    def test_fractions_as_published(self, region, bins, total):
        fractions = climate.REGION_FRACTIONS[region]
        assert len(fractions) == bins
        assert abs(sum(fractions) - total) < 0.0035  # published to three digits, so sums are off by their rounding

    def test_scaled_to_the_season_hours(self):
        bins = climate.regional("V", 2250, NONE)
        assert bins.temperature[:3].tolist() == [62, 57, 52]
        assert bins.temperature[-1] == -23
        assert math.isclose(bins.hours.sum(), 2250)
        assert math.isclose(bins.hours[0] / bins.hours[1], 0.106 / 0.092)

    def test_a_cut_bin_is_divided_by_width(self):
        """36 °F cuts the bin of 34.5 to 39.5 °F (region V, 0.087) 3.5 to 1.5; each piece has its own centre."""
        bins = climate.regional("V", 1000, np.array([36.0]))
        place = bins.low.tolist().index(36)
        assert bins.hours[place : place + 2].tolist() == pytest.approx([87 * 0.7, 87 * 0.3])
        assert bins.temperature[place : place + 2].tolist() == [37.75, 35.25]

    @pytest.mark.parametrize(
        ("region", "design"), [("I", 37), ("II", 27), ("III", 17), ("IV", 5), ("V", -10), ("VI", 30)]
    )
    def test_without_a_design_temperature_the_published_one_is_used(self, region, design):
        """Strips at it, a furnace of 1.4 times the load of 600 BTU/h a degree from 70 °F; no cut moves them."""
        for setting in (35.0, -22.0):  # it cuts the coldest bin of region V
            case = df.Case(region=region, existing_switchover=setting)
            solution = df.solve(case).solution
            assert solution.sizing.temperature == design
            assert solution.parameters.assumed_furnace == pytest.approx(1.4 * 600 * (70 - design), rel=1e-12)
        assert df.solve(case.replace(design_temperature=12.0)).solution.sizing.temperature == 12


class TestYear:
    year = WeatherYear("x", "test", (-1.5, 0.0, 3.98, 4.0, 59.0, 65.0, 70.0), (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0))

    def test_edges_are_multiples_of_the_width_and_means_the_hours_own(self):
        bins = climate.yearly(self.year, 65.0, 2, NONE)
        assert bins.low[-1] == -2
        assert (bins.low[0], bins.high[0]) == (64, 65)  # the load balance temperature is the top edge
        np.testing.assert_allclose((bins.high - bins.low)[1:], 2)
        assert bins.hours.sum() == 15  # 65 °F itself needs no heat
        by_low = dict(
            zip(bins.low.tolist(), zip(bins.temperature.tolist(), bins.hours.tolist(), strict=True), strict=True)
        )
        assert by_low[0] == (0.0, 2)
        assert by_low[2] == (3.98, 3)
        assert by_low[4] == (4.0, 4)
        assert by_low[6] == (7, 0)  # an empty bin keeps its midpoint

    def test_hourly_takes_every_temperature_by_itself(self):
        bins = climate.yearly(self.year, 65.0, 0, NONE)
        assert bins.temperature.tolist() == [59, 4, 3.98, 0, -1.5]
        assert bins.high.tolist() == [65, 59, 4, 3.98, 0]

    def test_a_cut_bin_has_the_hours_on_either_side(self):
        bins = climate.yearly(self.year, 65.0, 10, np.array([3.99]))
        rows = dict(
            zip(bins.low.tolist(), zip(bins.temperature.tolist(), bins.hours.tolist(), strict=True), strict=True)
        )
        assert rows[3.99] == (4.0, 4)
        assert rows[0] == (pytest.approx((3 * 3.98 + 2 * 0) / 5), 5)

    def test_a_year_of_many_homes_is_each_by_itself(self):
        bases, cuts = np.array([[65.0], [60.0]]), np.array([[3.99, 30.0], [0.0, 59.0]])
        many = climate.yearly(self.year, bases, 10, cuts)
        for home in range(2):
            alone = climate.yearly(self.year, float(bases[home, 0]), 10, cuts[home])
            wide = many.high[home] > many.low[home]
            for padded, own in zip(many[:4], alone[:4], strict=True):
                assert padded[home][wide].tolist() == pytest.approx(own[alone.high > alone.low].tolist())

    def test_load_does_not_depend_on_the_width(self):
        """The reason for means instead of bin centres."""
        loads = {
            width: df.solve(df.Case(station="chicago_ohare", bin_width=width)).solution.totals.load_mmbtu[0]
            for width in (0, 1, 2, 5, 10)
        }
        np.testing.assert_allclose(list(loads.values()), loads[0], rtol=1e-12)

    @pytest.mark.parametrize("width", [0, 2, 5])
    def test_chicago_station_equals_its_weather_file(self, width, tmp_path):
        plain = tmp_path / "chicago.epw"
        with gzip.open(EPW) as packed, plain.open("wb") as file:
            shutil.copyfileobj(packed, file)
        station = df.solve(df.Case(station="chicago_ohare", bin_width=width)).to_json()
        weather = df.solve(df.Case(weather_file=str(plain), bin_width=width)).to_json()
        for table in ("bins", "scenarios", "switchover_curve", "recommended", "balance_points"):
            assert station[table] == weather[table]
