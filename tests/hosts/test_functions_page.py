"""FUNCTIONS.md as it is generated: complete, its examples true."""

from __future__ import annotations

import re

import pytest

from functions_page import LINKED, TABLES, functions_markdown
from tariff_page import KEYS
from xl_dualfuel import functions
from xl_dualfuel.functions import FUNCTIONS
from xl_dualfuel.functions.examples import IN_DENVER, TARIFF, values
from xl_dualfuel.functions.tariff_rows import KNOWN
from xl_dualfuel.homes.engine import STATUS
from xl_dualfuel.hosts.calc.xcu import zero_is_blank
from xl_dualfuel.inputs.cells import error_value


@pytest.fixture(scope="module")
def page() -> str:
    return functions_markdown()


def section(page: str, name: str) -> str:
    return re.search(rf"^### {name}\n(.*?)(?=^### |\Z)", page, re.MULTILINE | re.DOTALL)[1]


def test_the_same_every_time(page):
    assert functions_markdown() == page
    assert page.endswith("\n")
    assert not page.endswith("\n\n")


def test_every_function_once(page):
    assert re.findall(r"^### (DF_\w+)$", page, re.MULTILINE) == list(FUNCTIONS)
    assert re.findall(r"^\| \[(DF_\w+)\]\(#(\w+)\)", page, re.MULTILINE) == [(n, n.lower()) for n in FUNCTIONS]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_said_of_a_function(page, name):
    function = FUNCTIONS[name]
    text = section(page, name)
    assert function.doc in text
    found = re.findall(r"^\| `(\w+)` \| (\w+)(, range)? \| (.*) \|$", text, re.MULTILINE)
    assert found == [
        (one.name, "optional" if one.optional else "needed", ", range" if one.array else "", one.help)
        for one in function.arguments
    ]
    signature = re.search(rf"^`{name}\((.*?)\)`", text, re.MULTILINE)[1]
    assert [part for part in signature.split(", ") if part] == [
        f"[{one.name}]" if one.optional else one.name for one in function.arguments
    ]
    assert f"Example: `={name}(" in text


def test_answers_of_examples(page):
    # The worked example prints 747.1061 and 36.96; 3.4 and 2.2 lie 30 °F apart, so 0.04 a degree: 2.92 at 35 °F.
    assert "`=DF_ECONOMIC_POINT(in_all)` answers `36.9586`." in page
    assert '`=DF_SCENARIO("optimized","annual_cost",in_all)` answers `747.106`.' in page
    assert "`=DF_COP({47;35;17},3.4,2.2)` answers `{3.4;2.92;2.2}`." in page
    assert "`=DF_LOAD({47;17;5},600)` answers `{13800;31800;39000}`." in page  # 23, 53 and 65 °F below 70 °F
    assert '`=DF_CHECK(in_all)` answers `{"OK"}`.' in page
    heads = ("electricity_price", "switchover", "annual_cost", "emissions_kg", "problem")
    assert f"\n| {' | '.join(heads)} |\n|---|---|---|---|---|\n| 0.1 | 16 |" in page


@pytest.mark.parametrize("name", TABLES)
def test_columns_of_tables(page, name):
    answer = FUNCTIONS[name].python(*values(FUNCTIONS[name].example))
    text = section(page, name)
    assert answer[0] == [column.key for column in TABLES[name]]
    assert f" {len(answer) - 1} rows below a header. " in text
    for column in TABLES[name]:
        assert f"`{column.key}`" + (f" [{column.unit}]" if column.unit else "") in text


def test_every_key_of_a_tariff_is_on_the_page(page):
    assert sorted(key for keys in KEYS for key in keys) == sorted(KNOWN)
    assert "| window | peak | weekday | 16 | 21 | months 11-3 |" in page
    assert f"answers {functions.DF_TARIFF_COST(TARIFF.rows, None, IN_DENVER):.2f}, the season's cost" in page


def test_statuses_and_hosts(page):
    for status in STATUS:  # of recommendations, in columns of tables
        assert f"`{status}`" in page
    assert all(f"| `{linked}` |" in page for _, _, linked in LINKED)
    assert "4 to 13 ms" in page  # xlwings' own issue 1976; nothing here is Excel
    # "0, which an optional argument takes as omitted, but …"
    zeros = ["dollars", "percent", "rebate", "discount_rate", "electricity_escalation", "fuel_escalation",
             "switchover"]  # fmt: skip
    assert f"takes as omitted, but {', '.join(f'`{name}`' for name in zeros)} as 0 |" in page
    for one in (one for each in FUNCTIONS.values() for one in each.arguments if one.optional):
        assert zero_is_blank(one) == (one.name not in zeros)


def test_example_of_an_error_is_true(page):
    refused = functions.DF_BALANCE_POINT([["cop_17", -1]])
    assert error_value(refused) == "#VALUE!"
    ((words,),) = functions.DF_CHECK([["cop_17", -1]])
    assert f"`{words}`" in page
    assert functions.DF_BALANCE_POINT([["cop_17", "#N/A"]]) == "#N/A"
    assert functions.DF_CHECK(["cop_47", 25])[0][0].startswith("cop_47 = 25: must be")
    assert functions.DF_PORTFOLIO([["cop_17"], [-1]])[0][-1] == "problem"


def test_every_table_is_one(page):
    """Rows of a table have as many cells as its header, or a renderer drops some."""
    for block in re.findall(r"(?:^\|.*\n?)+", page, re.MULTILINE):
        cells = [len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()]
        assert len(cells) >= 3
        assert set(cells) == {cells[0]}, block
