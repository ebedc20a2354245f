"""The same table of one home, however it is saved: `run` and `portfolio` say the same of it."""

from __future__ import annotations

import csv
import gzip
import io
import os
import re
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import xl_dualfuel as df
from xl_dualfuel.decisions.option_files import read_options
from xl_dualfuel.inputs.case_files import read_case, read_inputs
from xl_dualfuel.portfolio.run import run_portfolio

ROOT = Path(__file__).parents[2]
HOME = (
    "house,design_load,design_temperature,cop_47,cop_17,fuel,fuel_price,fuel_price_unit\n"
    "Søn,42000,5,{},2.4,propane,2.1,$/gal\n"
)
PLAIN = HOME.format("3.6")


def by(separator: str) -> str:
    return PLAIN.replace(",", separator)


def zipped(content: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("homes.csv", content)
    return made.getvalue()


WAYS = {
    "plain": PLAIN.encode(),
    "mark": PLAIN.encode("utf-8-sig"),
    "latin-1": PLAIN.encode("latin-1"),
    "unicode text of Excel": by("\t").encode("utf-16"),
    "utf-16 without a mark": by("\t").encode("utf-16-le"),
    "code page 1252": PLAIN.encode("cp1252"),
    "keys in capitals": PLAIN.replace(
        "design_load,design_temperature,cop_47", "DESIGN_LOAD,Design Temp (F),COP @ 47°F"
    ).encode(),
    "units in headings": PLAIN.replace("design_load,", "Design load (kBtu/h),").replace("42000", "42").encode(),
    "gzip": gzip.compress(PLAIN.encode()),
    "zip": zipped(PLAIN),
    "bar": by("|").encode(),
    "semicolon": by(";").encode(),
    "sep line": f"sep=;\r\n{by(';')}".encode(),
    "decimal comma": by(";").replace(".", ",").encode(),
    "comment": f"# of last winter\n\n{PLAIN}".encode(),
}
BLANKS = ["NA", "N/A", "n/a", "NaN", "None", "null", "-", "–", ""]
REFUSED = {"word": "n/k", "three numbers": '"3,6,0"', "unit": "3.6 kW", "underscore": "3_6"}


def answers(path: Path) -> tuple[float, float]:
    """Season cost [$] by `run` and by `portfolio`."""
    run_portfolio(path, path.with_name("out.csv"), force=True)
    with path.with_name("out.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["house"] == "Søn"
    assert row["problem"] == ""
    return df.solve(read_case(path)).recommended.annual_cost, float(row["annual_cost"])


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "home.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("content", WAYS.values(), ids=WAYS)
def test_however_it_is_saved_the_answer_is_the_same(tmp_path, content):
    expected = df.solve(df.Case(design_load=42000, design_temperature=5, cop_47=3.6, cop_17=2.4, fuel="propane",
                                fuel_price=2.1, fuel_price_unit="$/gal")).recommended.annual_cost  # fmt: skip
    assert answers(written(tmp_path, content)) == pytest.approx((expected, expected), rel=1e-12)


@pytest.mark.parametrize("word", BLANKS)
def test_a_blank_word_is_not_given(tmp_path, word):
    home = HOME.replace("cop_47", "cop_5")  # which no house has to have
    expected = answers(written(tmp_path, home.format("").encode()))
    assert answers(written(tmp_path, home.format(word).encode())) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("word", BLANKS[:-1])
def test_a_blank_word_where_something_is_required(tmp_path, word):
    path = written(tmp_path, PLAIN.replace(",2.1,", f",{word},").encode())
    with pytest.raises(df.InputError, match=f"fuel_price = {re.escape(word)}: must be given") as refused:
        read_case(path)
    run_portfolio(path, tmp_path / "out.csv")
    assert str(refused.value) in (tmp_path / "out.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("cell", REFUSED.values(), ids=REFUSED)
def test_what_may_be_misread_is_refused_in_the_same_words(tmp_path, cell):
    path = written(tmp_path, HOME.format(cell).encode())
    with pytest.raises(df.InputError, match=r"cop_47 = .*: must be (one|a) number") as refused:
        read_case(path)
    run_portfolio(path, tmp_path / "out.csv")
    (row,) = csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8")))
    assert row["problem"] == str(refused.value)


# ------------------------------------------------------------------------------------- files named in files

RULES = (
    'name = "{}"\n[[rules]]\nid = "switchover-gas"\nkind = "maximum_switchover"\nfuel = "natural_gas"\n'
    'threshold = {}\nunit = "°F"\n'
)


@pytest.fixture
def two_rules(tmp_path, monkeypatch):
    """A folder to work in whose rules are met, and one below whose rules are not, with what names its own rules."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "rules.toml").write_text(RULES.format("Another utility", 60), encoding="utf-8")
    (tmp_path / "sub" / "rules.toml").write_text(RULES.format("Our utility", 30), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "sub"


def verdict(case: df.Case) -> tuple[str, bool | None]:
    """Whose rules judge the case, and whether the first one is met."""
    judgement = df.solve(case).judgement
    assert judgement is not None
    return judgement.programme.name, judgement.findings[0].passed


def test_the_rules_beside_the_file_judge(two_rules):
    named = 'electricity_price = 0.13\nas_left_switchover = 35\nprogramme = "custom"\nprogramme_file = "rules.toml"\n'
    (two_rules / "case.toml").write_text(named)
    (two_rules / "options.toml").write_text(f"[options.judged]\n{named}")
    columns = "option,as_left_switchover,programme,programme_file"
    (two_rules / "options.csv").write_text(f"{columns}\njudged,35,custom,rules.toml\n")
    assert read_inputs("sub/case.toml")["programme_file"] == str(Path("sub/rules.toml"))
    for name in ("options.toml", "options.csv"):
        changes = read_options(f"sub/{name}").options[0].changes
        assert changes["programme_file"] == str(Path("sub/rules.toml"))
        case = df.Case(electricity_price=0.13).replace(**changes)
        assert case == read_case("sub/case.toml")
        assert verdict(case) == ("Our utility", False)


def test_the_rules_beside_a_table_of_homes_judge(two_rules, tmp_path):
    columns = "home,electricity_price,as_left_switchover,programme,programme_file"
    (two_rules / "homes.csv").write_text(f"{columns}\nA,0.13,35,custom,rules.toml\n")
    run_portfolio("sub/homes.csv", "out.csv", workbooks="books")
    book = zipfile.ZipFile("books/A.xlsx")
    text = b"".join(book.read(name) for name in book.namelist() if name.endswith(".xml")).decode()
    assert "The rule is not met" in text
    assert "Another utility" not in text


# ------------------------------------------------------------------------------------------------- what is left alone


def test_without_a_programme_its_file_stays_closed(tmp_path):
    (tmp_path / "case.toml").write_text("cop_47 = 3.5\n")
    code = (
        "import sys, builtins, xl_dualfuel as df\n"
        "opened = []\n"
        "sys.addaudithook(lambda event, given: opened.append(str(given[0])) if event == 'open' else None)\n"
        f"df.solve(df.read_case({str(tmp_path / 'case.toml')!r})).to_json()\n"
        "assert any('case.toml' in name for name in opened)\n"
        "assert not any('programmes.toml' in name for name in opened), opened\n"
        "for name in ('gzip', 'zipfile', 'pandas', 'xl_dualfuel.inputs.programme_files'):\n"
        "    assert name not in sys.modules, name\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(os.name != "posix", reason="POSIX permissions")
@pytest.mark.parametrize("mask", [0o077, 0o002])
def test_every_file_of_a_portfolio_follows_the_umask(tmp_path, mask):
    path = written(tmp_path, PLAIN.encode())
    before = os.umask(mask)
    try:
        run_portfolio(path, tmp_path / "out.csv", workbooks=tmp_path / "books", summary_json=tmp_path / "sum.json")
    finally:
        os.umask(before)
    made = [tmp_path / "out.csv", tmp_path / "sum.json", *(tmp_path / "books").iterdir()]
    assert len(made) == 3
    assert {stat.S_IMODE(one.stat().st_mode) for one in made} == {0o666 & ~mask}
