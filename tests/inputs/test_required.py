"""N/A stands for nothing: where a house has to have an input it is refused on every surface, elsewhere it is blank."""

from __future__ import annotations

import pytest

import xl_dualfuel as df
from xl_dualfuel.functions import DF_BALANCE_POINT, DF_PORTFOLIO
from xl_dualfuel.inputs.case_files import read_inputs

HOUSE = {"design_load": 42000, "design_temperature": 5, "season_hours": 1900, "cop_47": 3.6, "cop_17": 2.4,
         "fuel": "propane", "fuel_price": 2.1, "fuel_price_unit": "$/gal", "furnace_efficiency": 0.95,
         "electricity_price": 0.13, "existing_switchover": 35}  # fmt: skip


@pytest.mark.parametrize("key", ["cop_47", "fuel_price", "electricity_price", "design_load", "season_hours", "fuel"])
@pytest.mark.parametrize("word", ["N/A", "n/a", "—"])
def test_one_verdict_everywhere(key, word, tmp_path):
    house = {**HOUSE, key: word}
    with pytest.raises(df.InputError) as refused:
        df.Case(**house)
    (issue,) = (issue for issue in refused.value.issues if issue.key == key)
    assert (issue.value, issue.allowed[:13]) == (word, "must be given")
    said = f"{key} = {word}: must be given"
    assert said in df.solve_many({k: [HOUSE[k], house[k]] for k in HOUSE})["problem"][1]
    table = DF_PORTFOLIO([list(HOUSE), list(HOUSE.values()), list(house.values())])
    assert table[1][-1] == "" and said in table[2][-1]
    assert said in DF_BALANCE_POINT([[k, v] for k, v in house.items()])
    file = tmp_path / "house.csv"
    file.write_text("".join(f"{k},{v}\n" for k, v in {"name": "value", **house}.items()), encoding="utf-8")
    with pytest.raises(df.InputError, match="must be given"):
        df.Case(**read_inputs(file))


def test_what_other_inputs_give_is_not_missed():
    assert df.Case(load_slope="N/A", design_load=42000).design_load == 42000
    assert df.Case(season_hours="N/A", station="denver").station == "denver"
    assert df.Case(cop_5="N/A", capacity_47="n/a").given == {}
    assert "cop_47" not in df.Case(cop_47="N/A", cop_17="N/A", hspf2=8.5).given


def test_many_homes_are_worked_out_together_beside_those_that_lack_something(monkeypatch):
    columns = {key: [value] * 20 for key, value in HOUSE.items()}
    columns["cop_47"] = [3.6] * 19 + ["N/A"]
    columns["cop_5"] = ["N/A"] * 20
    found = df.solve_many(columns)
    assert found["problem"].tolist() == [""] * 19 + ["cop_47 = N/A: must be given. Give the COP at 47 °F, such as 3.4"]
    alone = df.solve(df.Case(**HOUSE)).recommended.annual_cost
    assert found["annual_cost"][:19].tolist() == [pytest.approx(alone, rel=1e-12)] * 19  # sums in another order
