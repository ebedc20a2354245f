"""Tables of bills as people keep them: read alike, or refused with every problem and its line."""

from __future__ import annotations

import datetime

import openpyxl
import pytest

from xl_dualfuel.errors import InputError
from xl_dualfuel.records.bill_weather import own_weather
from xl_dualfuel.records.bills import read_bills

D = datetime.date
FIRST, MIDDLE, LAST = D(2023, 1, 3), D(2023, 2, 2), D(2023, 3, 6)


def read(tmp_path, text, name="bills.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_bills(path)


def problems(tmp_path, text, name="bills.csv"):
    with pytest.raises(InputError) as refused:
        read(tmp_path, text, name)
    return [(issue.key.removeprefix("bills_file, "), issue.allowed) for issue in refused.value.issues]


@pytest.mark.parametrize(
    "text",
    [
        'From,To,Electricity (kWh),Gas (therms),Cost ($)\n1/3/2023,2/2/2023,"1,200",171,99\n'
        "2/2/2023,3/6/2023,1100,164,9\n",
        "Account 12\n\nStart date;End date;kWh;Gas usage (therms)\n2023-02-02;2023-03-06;1100,0;164\n"
        "2023-01-03;2023-02-02;1200,0;171\n",
        "Read date\tDays\tkWh\tTherms\n02.02.2023\t30\t1200\t171\n06.03.2023\t32\t1100\t164\nTotal\t\t2300\t335\n",
        "Reading date,kWh,Therms\nJan 3 2023,,\n\"Feb 2, 2023\",1200,171\n6 Mar 2023,1100,164\n",
        "Billing period,kWh used,Therms used\n01/03/2023 - 02/01/2023,1200,171\n02/02/2023 - 03/05/2023,1100,164\n",
    ],
)  # fmt: skip
def test_habits(tmp_path, text):
    found = read(tmp_path, text)
    assert found.energies == (("electricity", "kWh"), ("natural_gas", "therm"))
    assert [(bill.first, bill.last, bill.amounts) for bill in found.bills] == [
        (FIRST, MIDDLE, (1200.0, 171.0)),
        (MIDDLE, LAST, (1100.0, 164.0)),
    ]


@pytest.mark.parametrize(
    ("heading", "energy"),
    [
        ("Usage (CCF)", ("natural_gas", "ccf")), ("Gas m³", ("natural_gas", "m³")),
        ("Gas (kWh)", ("natural_gas", "kWh")),
        ("Propane gallons", ("propane", "gal")), ("Heating oil (L)", ("fuel_oil", "L")),
        ("kWh", ("electricity", "kWh")),
        ("Wood pellets, bags", ("wood_pellets", "bag")), ("Gas (Dth)", ("natural_gas", "Dth")),
    ],
)  # fmt: skip
def test_units_and_fuels(tmp_path, heading, energy):
    found = read(tmp_path, f'Month,"{heading}",Estimated\nJan 2023,12,yes\nFeb 2023,10,\n')
    assert found.energies == (energy,)
    assert [(bill.first, bill.last, bill.is_estimated) for bill in found.bills] == [
        (D(2023, 1, 1), D(2023, 2, 1), True), (D(2023, 2, 1), D(2023, 3, 1), False)
    ]  # fmt: skip


def test_toml(tmp_path):
    text = "[[bills]]\nfrom = 2023-01-03\nto = 2023-02-02\nkwh = 1200\ntherms = 171\n"
    assert read(tmp_path, text, "house.toml").bills[0] == (1, FIRST, MIDDLE, (1200.0, 171.0), False)


def saved(path, **sheets):
    """A workbook of some sheets, each with rows of cells."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def in_excel(tmp_path, **sheets):
    return read_bills(saved(tmp_path / "bills.xlsx", **sheets))


HEADINGS = ["From", "To", "Electricity (kWh)", "Gas (therms)"]


def test_a_workbook(tmp_path):
    """Dates are numbers there, some amounts texts, and a sheet before the bills is a title; A3 is the first bill."""
    rows = [["My bills"], HEADINGS, [D(2023, 2, 2), D(2023, 3, 6), 1100, 164], [FIRST, MIDDLE, "1,200 kWh", 171.0],
            ["Total", None, 2300, 335]]  # fmt: skip
    found = in_excel(tmp_path, About=[["Our house"]], Bills=rows)
    assert found.energies == (("electricity", "kWh"), ("natural_gas", "therm"))
    assert [(bill.line, bill.first, bill.last, bill.amounts) for bill in found.bills] == [
        (4, FIRST, MIDDLE, (1200.0, 171.0)), (3, MIDDLE, LAST, (1100.0, 164.0))
    ]  # fmt: skip
    assert found.notes == ("1 lines of totals left out",)


@pytest.mark.parametrize("form", ["mmm-yy", "yyyy-mm-dd"])
def test_months_that_a_spreadsheet_made_dates(tmp_path, form):
    """Jan 2023 typed into a cell is kept as 1 January: the bill is that month's, not one that ends on that day."""
    path = saved(tmp_path / "bills.xlsx", Bills=[["Month", "kWh"], [D(2023, 1, 1), 10], [D(2023, 2, 1), 20]])
    book = openpyxl.load_workbook(path)
    for cell in ("A2", "A3"):
        book["Bills"][cell].number_format = form
    book.save(path)
    assert [(bill.first, bill.last) for bill in read_bills(path).bills] == [
        (D(2023, 1, 1), D(2023, 2, 1)), (D(2023, 2, 1), D(2023, 3, 1))
    ]  # fmt: skip


def test_every_problem_of_a_workbook_with_its_cell(tmp_path):
    rows = [HEADINGS, [FIRST, "soon", 1, 2], [MIDDLE, LAST, "hunter2", -3], [D(2023, 3, 1), D(2023, 3, 31), 5, 6],
            [D(2024, 1, 1), D(2023, 12, 1), 5, 6], [D(2024, 2, 1), D(2024, 3, 1)]]  # fmt: skip
    with pytest.raises(InputError) as refused:
        in_excel(tmp_path, Bills=rows)
    assert [(issue.key, issue.allowed) for issue in refused.value.issues] == [
        ("bills_file, Bills!B2", "must be a date"),
        ("bills_file, Bills!C3", "must be a number of kWh, 0 or more"),
        ("bills_file, Bills!D3", "must be a number of therm, 0 or more"),
        ("bills_file, Bills row 6", "must have an amount of electricity or fuel"),
        ("bills_file, Bills!B5", "must end after it begins, 2024-01-01"),
        ("bills_file, Bills!A4", "must begin when Bills!B3 ends, 2023-03-06: they overlap"),
    ]
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("sheets", "words"),
    [
        ({"Gas": [HEADINGS, [FIRST, MIDDLE, 1, 2]], "Power": [HEADINGS, [FIRST, MIDDLE, 1, 2]]},
         "2 sheets have bills: Gas, Power. Put all bills into one table"),
        ({"Bills": [["House"], ["Elm St"]]}, "no line of headings names dates and amounts"),
        ({"Bills": [HEADINGS, [FIRST, MIDDLE, "=1+1", 2]]},
         "bills_file, Bills!C2 = a formula without its result: must be a value. Open the workbook in a spreadsheet"),
    ],
)  # fmt: skip
def test_workbooks_that_are_refused(tmp_path, sheets, words):
    with pytest.raises(InputError) as refused:
        in_excel(tmp_path, **sheets)
    assert words in str(refused.value)


def test_a_hidden_sheet_of_bills_is_not_read(tmp_path):
    path = saved(tmp_path / "b.xlsx", Old=[HEADINGS, [FIRST, MIDDLE, 1, 2]], New=[HEADINGS, [MIDDLE, LAST, 3, 4]])
    book = openpyxl.load_workbook(path)
    book["Old"].sheet_state = "hidden"
    book.save(path)
    assert [bill.amounts for bill in read_bills(path).bills] == [(3.0, 4.0)]


def test_every_problem_with_its_line(tmp_path):
    text = (
        "From,To,kWh\n2024-01-01,2023-12-01,5\n2024-01-01,2024-02-01,-5\n2024-01-15,2024-03-01,abc\nfoo,2024-05-01,1\n"
        "2024-03-01,2024-04-01,\n2024-04-01,2024-12-01,9\n"
    )
    assert problems(tmp_path, text) == [
        ("line 5", "must be a date"),
        ("line 3", "must be a number of kWh, 0 or more"),
        ("line 4", "must be a number of kWh, 0 or more"),
        ("line 6", "must have an amount of electricity or fuel"),
        ("line 2", "must end after it begins, 2024-01-01"),
        ("line 7", "must be 5 to 125 days"),
        ("line 4", "must begin when line 3 ends, 2024-02-01: they overlap"),
    ]


def test_nothing_of_another_file_is_shown(tmp_path):
    path = tmp_path / "secret.csv"
    path.write_text("From,To,kWh\n2024-01-01,2024-02-01,hunter2\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_bills(path)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("From,To,Days\n2024-01-01,2024-02-01,31\n", "no line of headings"),
        ("Reading date,kWh\n3/4/2024,1\n", "read one way"),  # March or April
        ("From,To,On-peak kWh,Off-peak kWh\n2024-01-01,2024-02-01,3,4\n", "one column of electricity"),
        ("", "no line of headings"),
    ],
)
def test_refused(tmp_path, text, allowed):
    assert any(allowed in said for _, said in problems(tmp_path, text))


@pytest.mark.parametrize("heading", ["Read", "Status", "Reading method"])
@pytest.mark.parametrize(("guess", "meter"), [("Estimated", "Actual"), ("E", "A"), ("Estimated read", "Actual read")])
def test_a_column_of_marks_whatever_its_heading(tmp_path, heading, guess, meter):
    rows = f"2023-01-03,2023-02-02,{meter},171\n2023-02-02,2023-03-06,{guess},164\n"
    found = read(tmp_path, f"From,To,{heading},Therms\n{rows}")
    assert [bill.is_estimated for bill in found.bills] == [False, True]
    assert ("estimated", heading) in found.columns


def test_other_texts_are_no_marks(tmp_path):
    rows = "2023-01-03,2023-02-02,Actual,171\n2023-02-02,2023-03-06,Not estimated,164\n"
    assert not any(bill.is_estimated for bill in read(tmp_path, f"From,To,Read,Therms\n{rows}").bills)


MARKED = "From;To;Gas (kWh)\n2023-01-03;2023-02-02;{}\n2023-02-02;2023-03-06;{}\n2023-03-06;2023-04-04;{}\n"


@pytest.mark.parametrize("amounts", [("7.620", "1.029", "698"), ("7.620", "437", "0"), ("12,5", "7.620", "0,5")])
def test_a_mark_that_may_stand_between_thousands(tmp_path, amounts):
    assert all(where.startswith("line") for where, _ in problems(tmp_path, MARKED.format(*amounts)))


@pytest.mark.parametrize("amounts", [("7.620", "1.029", "0.698"), ("350.125", "98.250", "700.5"), ("1.5", "2", "698")])
def test_decimals_that_are_none_but_decimals(tmp_path, amounts):
    found = read(tmp_path, MARKED.format(*amounts))
    assert [bill.amounts for bill in found.bills] == [(float(amount),) for amount in amounts]


def test_a_tank_lasts_from_spring_to_autumn(tmp_path):
    days = ("2023-03-01", "2023-04-20", "2023-10-10", "2023-12-01")
    rows = "".join(f"{day},{amount}\n" for day, amount in zip(days, ("", 245, 179, 230), strict=True))
    found = read(tmp_path, f"Delivery date,Propane (gal)\n{rows}")
    assert [bill.days for bill in found.bills] == [50, 173, 52]
    piped = f"Reading date,Therms\n{rows}"
    assert problems(tmp_path, piped) == [("line 4", "must be 5 to 125 days")]
    late = rows.replace("2023-10-10", "2024-10-10").replace("2023-12-01", "2024-12-01")
    assert problems(tmp_path, f"Delivery date,Oil (gal)\n{late}") == [("line 4", "must be 5 to 250 days")]


def hourly(tmp_path, first, hours):
    start = datetime.datetime.combine(first, datetime.time())
    rows = [f"{start + datetime.timedelta(hours=n):%Y-%m-%dT%H:%M},{n // 24 / 4}" for n in range(hours)]
    path = tmp_path / "weather.csv"
    path.write_text("latitude,longitude\n41.9,-87.6\n\ntime,temperature_2m (°C)\n" + "\n".join(rows), encoding="utf-8")
    return path


def test_weather_of_their_own_days(tmp_path):
    """Across a new year, and not from its beginning; each day is a quarter of a degree warmer, from 0 °C on."""
    bills = read(tmp_path, "From,To,kWh\n2022-12-20,2023-01-19,5\n2023-01-19,2023-02-18,6\n").bills
    found = own_weather(hourly(tmp_path, D(2022, 12, 1), 24 * 90), bills)
    assert not found.is_typical
    assert [len(hours) for hours in found.temperatures] == [720, 720]
    # The file is in UTC, so six hours of its 20 December are Chicago's 19th. 4.75 °C is 40.55 °F, 5 °C is 41.0 °F.
    assert found.temperatures[0][:42] == (40.5,) * 18 + (41.0,) * 24


def test_weather_that_lacks_days_is_refused(tmp_path):
    bills = read(tmp_path, "From,To,kWh\n2022-12-20,2023-01-19,5\n2023-01-19,2023-02-18,6\n").bills
    with pytest.raises(InputError, match="2023-01-19 to 2023-02-18") as refused:
        own_weather(hourly(tmp_path, D(2022, 12, 1), 24 * 60), bills)
    assert len(refused.value.issues) == 1
