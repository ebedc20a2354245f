"""What submission forms ask for besides the model's inputs: who, where, which equipment, which papers, which bills.

The forms are written and read by this table. Each field is named in_<key>, each column of a table
in_<table>_<column>. A field with ``target`` is about that input of the model.
"""

from __future__ import annotations

from itertools import chain
from types import MappingProxyType
from typing import Final, Literal, NamedTuple

from xl_dualfuel.inputs.field import in_range
from xl_dualfuel.units import FUELS

Kind = Literal["text", "number", "choice", "date"]

YES_NO: Final = ("yes", "no")


class FormField(NamedTuple):
    """One field: what it is called, what it may hold. Minimum and maximum are physical sanity limits, inclusive."""

    key: str
    label: str
    kind: Kind = "text"
    unit: str = ""
    help: str = ""
    choices: tuple[str, ...] = ()
    minimum: float = 0.0
    maximum: float = 1e9
    required: bool = False
    example: float | str = ""
    words: str = ""
    """What it may hold in words of its own"""
    instead: str = ""
    """A word that a number's cell may hold instead"""
    difference: bool = False
    """Whether it is a difference of temperatures, which has no zero to convert"""

    @property
    def is_reported(self) -> bool:
        """Whether it is a result that the form calculates, and a reviewer compares with the program's own."""
        return self.key.startswith("reported_")

    @property
    def allowed(self) -> str:
        """What it may hold, in words."""
        if self.words:
            return self.words + (f", or {self.instead}" if self.instead else "")
        if self.kind == "choice":
            return "must be one of " + ", ".join(self.choices)
        if self.kind == "number":
            return f"must be a number {in_range(self.minimum, self.maximum)}"
        return "must be a date, such as 2026-01-31" if self.kind == "date" else "must be text"


class Section(NamedTuple):
    """Fields together on a sheet."""

    title: str
    fields: tuple[FormField, ...]


class Table(NamedTuple):
    """A list on a sheet: its columns, and how many rows there is room for."""

    key: str
    title: str
    columns: tuple[FormField, ...]
    rows: int
    first_cells: tuple[str, ...] = ()
    """Texts of the first column that the form holds already"""


_TEMPERATURE: Final = (-80.0, 120.0)


def _outdoor(key: str, label: str, help_: str) -> FormField:
    return FormField(key, label, "number", "°F", help_, (), *_TEMPERATURE)


_SITE: Final = FormField("site", "Site address", required=True, example="12 Elm St, Springfield")
_CUSTOMER: Final = FormField("prepared_for", "Customer", required=True, example="J. Doe")
_INSTALLER: Final = FormField("installer", "Installing company", required=True, example="Acme Heating")
_PREPARED_BY: Final = FormField("prepared_by", "Prepared by", help="Who filled in this form", example="B. Jones")
_PREPARED_DATE: Final = FormField("prepared_date", "Date of this form", "date", example="2026-02-01")
PARTIES: Final = Section(
    "Site and parties",
    tuple(field._replace(required=False) for field in (_SITE, _CUSTOMER, _INSTALLER, _PREPARED_BY, _PREPARED_DATE)),
)
"""What every form of one house has room for"""
ON_COVER: Final = tuple(field.key for field in PARTIES.fields)
"""What the first page of a workbook shows of it"""
LETTERHEAD: Final = Section("Your company", (
    FormField("company", "Your company", help="Shown at the top of the answer's first page", example="Acme Heating"),
    FormField("contact", "Its address and telephone", help="Shown beside the name of the company",
              example="1 Main St, Springfield, 555-0100"),
))  # fmt: skip
"""Whose page the answer is: the brand of its workbook"""
WEEKDAYS: Final = "weekdays"
EVERY_DAY: Final = "every day"


def _rate_price(key: str, label: str, help_: str, example: float | str = "") -> FormField:
    return FormField(key, label, "number", "$/kWh", help_, (), 0, 10, example=example)


def _hour(key: str, label: str, help_: str, example: float | str = "") -> FormField:
    return FormField(key, label, "number", "h", help_, (), 0, 24, example=example)


RATE: Final = Section("Electricity rate by time of day", (
    _rate_price("peak_price", "Peak price", "Only where the price changes with the hour. dualfuel run then calculates "
                "hour by hour; this form gives no answer", 0.32),
    _hour("peak_from", "Peak begins at", "Hour of the clock: 16 is 4 pm, 16.5 is 4:30 pm", 16),
    _hour("peak_to", "Peak ends at", "Hour of the clock: 21 is 9 pm", 21),
    _rate_price("mid_peak_price", "Mid-peak price", "Only where the rate has three prices"),
    _hour("mid_peak_from", "Mid-peak begins at", "Its hours that are peak hours are peak"),
    _hour("mid_peak_to", "Mid-peak ends at", "Hour of the clock"),
    _rate_price("off_peak_price", "Off-peak price", "Of all other hours. Blank: the price of electricity on Form"),
    FormField("peak_days", "Days with these prices", "choice", "", "Blank: weekdays", (WEEKDAYS, EVERY_DAY)),
    FormField("peak_first_month", "First month with them", "number", "", "1 is January; 11 to 3 is November to March. "
              "Blank: all months", (), 1, 12, example=11),
    FormField("peak_last_month", "Last month with them", "number", "", "12 is December", (), 1, 12, example=3),
))  # fmt: skip
"""Prices by the hour, where a form of one house has them"""
PROJECT: Final = (
    Section("Programme", (
        FormField("programme_name", "Programme", help="As the programme calls itself; programme on Form judges by "
               "its rules", required=True, example="Partial-home heat pump rebate 2026"),
        FormField("utility", "Utility", help="Who pays the rebate", required=True, example="Example Electric"),
        FormField("account_number", "Utility account number", required=True, example="100-200-300"),
        FormField("application_number", "Application number", help="As the programme gave it", example="A-2026-0001"),
        FormField("climate_zone", "Climate zone", help="IECC or the programme's own", example="5A"),
        FormField("weather_station", "Weather station", help="Where the design temperature and the hours come from",
               example="Boston Logan, WMO 725090"),
    )),
    Section("Site and parties", (
        _SITE,
        _CUSTOMER,
        FormField("customer_contact", "Customer's telephone or e-mail", example="555-0100"),
        _INSTALLER,
        FormField("installer_licence", "Licence number", help="Of the company, with the state", example="MA 12345"),
        FormField("technician", "Technician", help="Who set the controls", example="A. Smith"),
        _PREPARED_BY,
        _PREPARED_DATE,
    )),
    LETTERHEAD,
    Section("Building and load method", (
        FormField("heated_area", "Heated floor area", "number", "ft²", "", (), 50, 1e6, True, 2200),
        FormField("year_built", "Year built", "number", "", "", (), 1600, 2100, False, 1962),
        FormField("load_method", "How the load was determined", "choice", "", "Of load_slope or design_load on Form",
               ("Manual J", "CSA F280", "bills", "measured runtime", "other"), required=True, example="Manual J"),
        FormField("load_software", "Load software and version", example="Approved Manual J software 5.1"),
        FormField("load_report_date", "Date of the load report", "date", example="2026-01-31"),
    )),
    Section("Pre-existing system", (
        FormField("existing_fuel", "Fuel before", "choice", "", "", (*FUELS, "none"),
               required=True, example="natural_gas"),
        FormField("existing_afue", "AFUE before", "number", "", "As a fraction, such as 0.80", (), 0, 1, False, 0.8),
        FormField("existing_age", "Age", "number", "years", "", (), 0, 150, False, 22),
        FormField("existing_kept", "Kept or removed", "choice", "", "", ("kept", "removed", "replaced"), required=True,
               example="replaced"),
    )),
    RATE,
)  # fmt: skip

EQUIPMENT: Final = (
    Section("Heat pump", (
        FormField("outdoor_maker", "Outdoor unit: maker", required=True, example="Example Air"),
        FormField("outdoor_model", "Outdoor unit: model", required=True, example="XA-36"),
        FormField("outdoor_serial", "Outdoor unit: serial number", help="Of its data plate", example="24A00123"),
        FormField("indoor_model", "Indoor unit or coil: model", required=True, example="XC-36"),
        FormField("ahri_number", "AHRI certified reference number", help="Of the installed combination, from its "
               "certificate", required=True, example="200000001"),
        FormField("neep_id", "NEEP cold-climate list number", help="Where it is listed", example="12345"),
        FormField("seer2", "SEER2", "number", "BTU/Wh", "", (), 1, 60, False, 16),
    )),
    Section("Furnace and strips", (
        FormField("furnace_maker", "Furnace: maker", example="Example Air"),
        FormField("furnace_model", "Furnace: model", example="GF-60"),
        FormField("furnace_ahri_number", "Furnace: AHRI number", example="100000001"),
        FormField("furnace_input", "Furnace: input", "number", "BTU/h", "Of the data plate; output is on Form",
               (), 1000, 1e7, False, 63000),
        FormField("strip_stages", "Strips: stages", "number", "", "", (), 0, 20, False, 0),
    )),
    Section("Controls", (
        FormField("control_kind", "Kind of control", "choice", "", "", ("thermostat", "integrated control",
               "zone controller", "other"), example="thermostat"),
        FormField("control_make", "Control: make", required=True, example="Example Controls"),
        FormField("control_model", "Control: model", required=True, example="T-100"),
        FormField("control_firmware", "Control: firmware", example="4.2"),
        FormField("outdoor_sensor", "Outdoor temperature from", "choice", "", "", ("wired sensor", "internet weather",
               "none"), example="wired sensor"),
    )),
)  # fmt: skip

CALCULATED: Final = "The form calculates it; blank where there is none"
RESULTS: Final = (
    Section("Results", (
        _outdoor("reported_switchover", "Recommended switchover setting", CALCULATED),
        _outdoor("reported_economic", "Economic balance point", CALCULATED),
        _outdoor("reported_thermal", "Thermal balance point", CALCULATED),
        _outdoor("reported_emissions", "Emissions balance point", CALCULATED),
        _outdoor("programme_maximum", "Programme's highest switchover", "From the programme's manual"),
        FormField("reported_annual_cost", "Season cost at that setting", "number", "$", CALCULATED, (), 0, 1e7),
        FormField("reported_saving", "Saving against today's setting, a season", "number", "$", CALCULATED, (), -1e7,
               1e7),
        FormField("reported_check_code", "Check code of the inputs", "number", "", "Changes with any input: a check "
               "against slips, not a signature", (), 0, 1e7),
        FormField("rule_result", "Programme rules", "choice", "", "Left for the reviewer", ("pass", "fail")),
        FormField("rule_reason", "Reason", help="Left for the reviewer"),
    )),
    Section("As left by the installer", (
        FormField("as_left_differential", "Differential", "number", "°F", "Between switching there and back; "
               "switchover and lockouts are on Form", (), 0, 30,
               False, 2, difference=True),
        FormField("as_left_date", "Date of the setting", "date", example="2026-02-15"),
    )),
)  # fmt: skip

SIGN_OFF: Final = (
    Section("Installer", (
        FormField("signed_by", "Name", help="Typed name; a signature where the programme accepts it",
               example="A. Smith"),
        FormField("signed_date", "Date", "date", example="2026-02-16"),
        FormField("signed_check_code", "Check code of the inputs signed for", "number", "", "From Results: shows later "
               "whether an input was changed", (), 0, 1e7, example=1234567),
        FormField("signed_inputs_sha256", "SHA-256 of the inputs signed for", help="From the Cover of the workbook "
               "that `dualfuel run` writes: shows later whether an input was changed"),
    )),
    Section("Reviewer", (
        FormField("reviewer", "Reviewer"),
        FormField("review_date", "Date", "date"),
        FormField("review_status", "Status", "choice", "", "", ("received", "in review", "approved", "returned",
               "refused")),
        FormField("review_note", "Note"),
    )),
)  # fmt: skip

_PAPERS: Final = (
    "Invoice", "AHRI certificate", "Load report", "Photo: thermostat, compressor lockout",
    "Photo: thermostat, backup lockout", "Photo: outdoor unit data plate", "Photo: furnace data plate",
    "Commissioning readings", "Permit", "Weather file", "Utility bills, 12 months", "Fuel and electricity tariff",
)  # fmt: skip
EVIDENCE: Final = Table(
    "evidence", "Evidence", (
        FormField("document", "Document"),
        FormField("enclosed", "Enclosed", "choice", "", "", (*YES_NO, "not needed"), example="yes"),
        FormField("file", "File name or page", example="invoice.pdf"),
        FormField("date", "Date", "date", example="2026-02-10"),
        FormField("note", "Note"),
    ), 20, _PAPERS,
)  # fmt: skip
CALIBRATION: Final = Table(
    "calibration", "Twelve bills against the model", (
        FormField("month", "Billing period"),
        FormField("from", "From", "date", example="2025-01-01"),
        FormField("to", "To", "date", example="2025-01-31"),
        FormField("electricity_kwh", "Electricity", "number", "kWh", "", (), 0, 1e7, False, 900),
        FormField("fuel_units", "Fuel", "number", "fuel unit", "", (), 0, 1e6, False, 110),
        FormField("model_kwh", "Model: electricity", "number", "kWh", "Left for the reviewer", (), 0, 1e7),
        FormField("model_fuel_units", "Model: fuel", "number", "fuel unit", "Left for the reviewer", (), 0, 1e6),
        FormField("note", "Note"),
    ), 12, tuple(f"Bill {number}" for number in range(1, 13)),
)  # fmt: skip

SHEETS: Final = MappingProxyType(
    {"Project": PROJECT, "Equipment": EQUIPMENT, "Results": RESULTS, "Signatures": SIGN_OFF},
)
"""Sections of the rebate form by sheet"""
TABLES: Final = (EVIDENCE, CALIBRATION)
FORM_FIELDS: Final = MappingProxyType(
    {field.key: field for section in (LETTERHEAD, *chain.from_iterable(SHEETS.values())) for field in section.fields}
)
"""Every field by key"""
TYPED_KEYS: Final = frozenset(
    (*FORM_FIELDS, *(f"{table.key}_{column.key}" for table in TABLES for column in table.columns))
)
"""Of all cells that only forms have"""
