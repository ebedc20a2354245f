"""Lines of the sheet Money: the terms, and what an option is worth by them, each formula with the engine's answer.

The tables of years go to the longest life that may be entered; flows past an option's life are 0, which changes neither
NPV nor IRR. Terms that are wrong make every answer #N/A, and a line says which.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from xl_dualfuel.decisions.money_flows import npv
from xl_dualfuel.decisions.money_terms import AMOUNTS, MONEY_FIELDS
from xl_dualfuel.inputs.fields import Field
from xl_dualfuel.model.switchovers import TIE

from ..shape import Filling, present
from . import choices
from .lines import Line, Section
from .worth_steps import FORMATS, STEPS_OF_SEARCH, ok, place_of, step, steps_of, worth_of

IRR_WORDS: Final = {
    "found": "found",
    "several": "several: use NPV",
    "no_outlay": "no outlay",
    "never_pays": "never pays",
    "no_sign_change": "no sign change",
    "borrowing": "borrowing: use NPV",
    "no_rate": "no rate: use NPV",
    "not_compared": choices.NOT_COMPARED,
}
NO_RATE: Final = "none"
NEVER: Final = "never"
NONE_AVOIDED: Final = "none avoided"
PAYS: Final = {True: "pays", False: "does not pay"}
NOT_MET: Final = choices.NOT_MET
BASELINE_NOT_MET: Final = "baseline: load not met"


def _first(key: str) -> Callable[[Filling, int], Any]:
    """A part of the first year's saving."""

    def value(f: Filling, column: int) -> Any:
        years = worth_of(f, column).cash_flows
        return getattr(years[1], key) if years else choices.NOT_COMPARED

    return value


def _yearly(f: Filling, column: int) -> Any:
    years = worth_of(f, column).cash_flows
    return float(sum(getattr(years[1], key) for key in AMOUNTS)) if years else choices.NOT_COMPARED


def _present_carbon(f: Filling, column: int) -> Any:
    """The present value of what the CO2 avoided is worth at its price."""
    worth = worth_of(f, column)
    flows = [year.carbon for year in worth.cash_flows]
    return npv(worth.terms.discount_rate, flows) if flows else choices.NOT_COMPARED


def _term(key: str) -> Callable[[Filling, int], Any]:
    return lambda f, column: getattr(worth_of(f, column).terms, key)


def _answer(key: str, otherwise: str = "") -> Callable[[Filling, int], Any]:
    """The engine's answer, or words for none."""

    def value(f: Filling, column: int) -> Any:
        answer = getattr(worth_of(f, column), key)
        none = otherwise if _compared(f, column) else choices.NOT_COMPARED
        return none if answer is None else answer

    return value


def gains(f: Filling) -> dict[int, float]:
    """The net present values that there are, by column."""
    rows = present(f.decisions.worths).rows
    return {column: row.npv for column, row in enumerate(rows) if row.npv is not None}


def is_most(f: Filling, column: int) -> bool:
    """Whether an option is worth as much as the one that is worth most."""
    known = gains(f)
    return column in known and known[column] >= max(known.values()) - TIE * abs(max(known.values()))


def _compared(f: Filling, column: int) -> int:
    """1: the option heats the house as its baseline does."""
    return int(worth_of(f, column).npv is not None)


def _less(f: Filling, column: int, *keys: str) -> float:
    """The baseline's less the option's, of each number, added up."""
    rows = choices.comparison_of(f).rows
    option, baseline = rows[place_of(f, column)], rows[choices.baseline(f)]
    return float(sum(getattr(baseline, key) - getattr(option, key) for key in keys))


def _saved(*keys: str) -> Callable[[Filling, int], float | str]:
    return lambda f, column: _less(f, column, *keys) if _compared(f, column) else choices.NOT_COMPARED


def _label(f: Filling, column: int) -> str:
    return choices.row_of(f, place_of(f, column)).label


def _irr_words(f: Filling, column: int) -> str:
    return IRR_WORDS[worth_of(f, column).irr_status]


def _colder(f: Filling, column: int) -> float:
    return -_less(f, column, "unmet_mmbtu")


def _verdict(f: Filling, column: int) -> str:
    """Whether it pays; heat that is not delivered costs nothing, and pays for nothing."""
    rows = choices.comparison_of(f).rows
    option, baseline = rows[place_of(f, column)], rows[choices.baseline(f)]
    npv = worth_of(f, column).npv
    if npv is None:
        return NOT_MET if option.unmet_mmbtu > baseline.unmet_mmbtu else BASELINE_NOT_MET
    return PAYS[npv > steps_of(f, column).rounding]


def _notes(f: Filling, column: int) -> str | None:
    """What is doubtful, and which terms nobody gave."""
    worth = worth_of(f, column)
    defaults = [f"{MONEY_FIELDS[key].label.lower()} {getattr(worth.terms, key):g}" for key in worth.defaults]
    return "; ".join([*worth.notes, *([f"not given, so defaults: {', '.join(defaults)}"] if defaults else [])]) or None


def _own_irr(f: Filling, column: int) -> float | str:
    steps = steps_of(f, column)
    return steps.guess if steps.changes == 1 else NO_RATE


def _no_change(f: Filling, column: int) -> str:
    """Why there is no rate where the flows never change sign."""
    if worth_of(f, column).outlay > 0:
        return IRR_WORDS["never_pays"]
    steps = steps_of(f, column)
    return IRR_WORDS["no_outlay" if max(steps.flows) > steps.rounding else "no_sign_change"]


def _of_option(name: str) -> str:
    return f"INDEX(out_option_{name},1,out_option_baseline)-INDEX(out_option_{name},1,[place])"


def _if_compared(formula: str) -> str:
    """A saving is none where one of the two leaves more of the load unmet."""
    return f'CHOOSE(1+[compared],"{choices.NOT_COMPARED}",{formula})'


_IRR: Final = "IRR([flows],[guess])"

TERMS: Final = tuple(
    Line(field.key, field.label, field.unit, f"df input {FORMATS.get(field.unit, '0.0###')}", _term(field.key))
    for field in MONEY_FIELDS.values()
)
"""The inputs of the sheet"""

LINES: Final[tuple[Line | Section, ...]] = (
    Line("label", "Option", "", "df wrapped note", _label, "INDEX(out_option_label,1,[place])"),
    Line("verdict", "Verdict at the discount rate", "", "df check",
         _verdict,
         f'IF([terms]="OK",IF([compared]=1,CHOOSE(1+([npv]>[rounding]),"{PAYS[False]}","{PAYS[True]}"),'
         f'CHOOSE(1+([colder]>0),"{BASELINE_NOT_MET}","{NOT_MET}")),"see the terms")'),
    Section("Terms: yellow cells are yours to change"),
    *TERMS,
    Line("terms", "Terms", "", "df wrapped note", lambda *_: "OK",
         'IF([wrong]=0,"OK",INDEX(out_money_labels,[wrong])&": from "&INDEX(out_money_least,[wrong])&" to "'
         '&INDEX(out_money_most,[wrong])&IF([wrong]=ROW([life])-ROW([premium])+1,", whole years",""))'),
    Section("First year's saving against the baseline"),
    Line("electricity_saving", "Electricity", "$", "df money", _saved("electricity_cost", "household_cost"),
         _if_compared(f'{_of_option("electricity_cost")}+{_of_option("household")}'),
         "cost of the baseline less the option's, from Options, with what else the house uses"),
    Line("fuel_saving", "Fuel", "$", "df money", _saved("fuel_cost"), _if_compared(_of_option("fuel_cost")),
         "the same"),
    Line("electricity_fixed_saving", "Fixed charges, electricity", "$", "df money", _saved("electricity_fixed"),
         _if_compared(_of_option("electricity_fixed")), "of tariffs; they rise as the electricity price does"),
    Line("fuel_fixed_saving", "Fixed charges, fuel", "$", "df money", _saved("fuel_fixed"),
         _if_compared(_of_option("fuel_fixed")), "of tariffs; they rise as the fuel price does"),
    Line("yearly_saving", "Yearly costs", "$", "df money", _yearly,
         _if_compared(f"0-({'+'.join(f'[{key}]' for key in AMOUNTS)})"),
         "maintenance, rent and the like: what the baseline costs more"),
    Line("carbon_saving", "CO2 at its price", "$", "df money", _first("carbon"),
         _if_compared("[tonnes]*INDEX([carbon_year],2)"), "tonnes avoided in a year times the price of year 1"),
    Line("first_year_saving", "First year's saving", "$", "df money", _answer("first_year_saving"),
         _if_compared("[electricity_saving]+[fuel_saving]+[electricity_fixed_saving]+[fuel_fixed_saving]"
                      "+[yearly_saving]+[carbon_saving]"), "all of these"),
    Section("What it is worth"),
    Line("outlay", "Outlay", "$", "df money", _answer("outlay"), ok("[premium]-[rebate]"),
         "premium less rebate, paid in year 0"),
    Line("npv", "Net present value", "$", "df money", _answer("npv"),
         _if_compared("[flow_0]+NPV([discount_rate],[flows_after])"),
         "year 0 plus the spreadsheet's NPV of the years after"),
    Line("irr", "Internal rate of return", "1/year", "df 0.000", _answer("irr", NO_RATE),
         _if_compared(f'IF(OR([changes]=0,[borrowing]=1),"{NO_RATE}",IF(ISERROR({_IRR}),[own_irr],{_IRR}))'),
         "the rate at which the NPV is 0, by the spreadsheet's IRR"),
    Line("irr_status", "Its status", "", "df text", _irr_words,
         _if_compared(f'CHOOSE(1+MIN([changes],1)+([changes]>1),[no_change],IF([borrowing]=1,"{IRR_WORDS["borrowing"]}",'
         f'IF(ISNUMBER([irr]),"{IRR_WORDS["found"]}","{IRR_WORDS["no_rate"]}")),'
         f'IF(ISNUMBER([irr]),"{IRR_WORDS["several"]}","{IRR_WORDS["no_rate"]}"))'),
         "several: the flows change sign more than once; borrowing: money first, paid back later"),
    Line("simple_payback", "Simple payback", "years", "df #,##0.00", _answer("simple_payback", NEVER),
         _if_compared(f'IF([outlay]<=0,IF([first_year_saving]>=-[rounding],0,"{NEVER}"),'
         f'IF([first_year_saving]>[rounding],[outlay]/[first_year_saving],"{NEVER}"))'),
         "outlay over the first year's saving, whatever the life"),
    Line("discounted_payback", "Discounted payback", "years", "df #,##0.00", _answer("discounted_payback", NEVER),
         _if_compared(f'IF([sum_last]<-[rounding],"{NEVER}",IF([negative]=0,0,'
         "[negative]-1+MIN(1,-INDEX([sums],[negative])/(INDEX([sums],[negative]+1)-INDEX([sums],[negative])))))"),
         "when the running discounted sum reaches 0 and stays; a straight line within a year"),
    Line("avoided_tonnes", "CO2 avoided over the life", "t CO2", "df 0.000", _answer("avoided_tonnes"),
         ok(_if_compared(f"({_of_option('emissions')})/c_kg_per_tonne*[life]")), "negative where more is emitted"),
    Line("cost_per_tonne", "Cost of a tonne avoided", "$/t CO2", "df money",
         _answer("cost_per_tonne", NONE_AVOIDED),
         _if_compared("IF([avoided_tonnes]>c_tolerance*MAX(1,ABS(INDEX(out_option_emissions,1,out_option_baseline))),"
         f'([present_carbon]-[npv])/[avoided_tonnes],"{NONE_AVOIDED}")'),
         "−NPV over the tonnes, without a price on CO2; negative: avoiding saves money"),
    Line("notes", "Notes, when the workbook was made", "", "df wrapped note",
         _notes),
)  # fmt: skip


def _wrong(field: Field) -> Line:
    """Whether a term is wrong: text, blank, out of range, a broken year."""
    whole_years = f",[{field.key}]=INT([{field.key}])" if field.key == "life" else ""
    allowed = f"AND([{field.key}]>=[least_{field.key}],[{field.key}]<=[most_{field.key}]{whole_years})"
    return Line(f"wrong_{field.key}", f"1: {field.label} is wrong", "", "df 0", lambda *_: 0,
                f"IF(ISNUMBER([{field.key}]),IF({allowed},0,1),1)")  # fmt: skip


def _rate(step: int) -> Callable[[Filling, int], float]:
    return lambda f, column: steps_of(f, column).rates[step]


def _search(step: int) -> Line:
    """One step of _searched: sums over the years of what comes in and of what is paid, alone and times the year."""
    discount = f"[rate_{step - 1}]^(-out_money_years)"
    received, paid = (f"--([flows]{side}),[flows],{discount}" for side in (">0", "<0"))
    years = [f"SUMPRODUCT({what},out_money_years)/SUMPRODUCT({what})" for what in (received, paid)]
    ratio = f"(-SUMPRODUCT({received})/SUMPRODUCT({paid}))^(1/({years[0]}-{years[1]}))"
    return Line(f"rate_{step}", f"1 + rate, step {step}", "", "df 0.00000", _rate(step),
                f"IF([changes]=1,[rate_{step - 1}]*{ratio},1)",
                "times (discounted receipts / payments)^(1 / years between their means)" if step == 1 else "the same",
                )  # fmt: skip


STEPS: Final[tuple[Line | Section, ...]] = (
    Line("place", "Place among the options", "", "df 0", lambda f, column: place_of(f, column) + 1, "",
         "on the sheet Options, base is 1"),
    Line("colder", "Load not met beyond the baseline's", "MMBtu", "df #,##0.000", _colder,
         "INDEX(out_option_unmet,1,[place])-INDEX(out_option_unmet,1,out_option_baseline)",
         "negative where it heats more"),
    Line("compared", "1: heats the house as the baseline does", "", "df 0", _compared,
         f"IF(ABS([colder])<={choices.COLD}*INDEX(out_option_load,1,out_option_baseline),1,0)",
         "else no saving is claimed: heat that is not delivered costs nothing"),
    Line("tonnes", "CO2 avoided in a year", "t CO2", "df 0.000",
         lambda f, column: _less(f, column, "emissions_kg") / 1000, f"({_of_option('emissions')})/c_kg_per_tonne",
         "of the baseline less the option's, from Options"),
    Line("present_carbon", "CO2 at its price, in today's money", "$", "df money", _present_carbon,
         _if_compared("NPV([discount_rate],[carbon_after])"), "left out of the cost of a tonne"),
    *map(_wrong, MONEY_FIELDS.values()),
    Line("wrong", "The term that is wrong", "", "df 0", lambda *_: 0,
         "IF(SUM([wrong_terms])=0,0,MATCH(1,[wrong_terms],0))", "the first one, counted from the premium; 0: none"),
    Line("rounding", "A flow of 0 is smaller than", "$", "df 0.000E+00", step("rounding"),
         "c_rounding*MAX(MAX([flows]),-MIN([flows]))", "c_rounding times the largest flow"),
    Line("changes", "Changes of sign", "", "df 0", step("changes"),
         "SUMPRODUCT(--([signs_before]<>[signs_after]),--([signs_before]<>0))", "of the flows, from year to year"),
    Line("borrowing", "1: money first, paid back later", "", "df 0", step("borrowing"),
         "IF([changes]=1,IF([sign_last]<0,1,0),0)", "one change of sign, and the last flows are payments"),
    Line("no_change", "Status without a change", "", "df text", _no_change,
         f'IF([outlay]>0,"{IRR_WORDS["never_pays"]}",IF(MAX([flows])>[rounding],"{IRR_WORDS["no_outlay"]}",'
         f'"{IRR_WORDS["no_sign_change"]}"))', "of the IRR"),
    Line("rate_0", "1 + rate, step 0", "", "df 0.00000", _rate(0), "", "the search for the rate starts at 0"),
    *(_search(step) for step in range(1, STEPS_OF_SEARCH + 1)),
    Line("start", "Start of the IRR, several rates", "1/year", "df 0.00000",
         lambda f, column: worth_of(f, column).irr or 0.0, "", "the program's answer when the workbook was made"),
    Line("guess", "Start of the IRR", "1/year", "df 0.00000", step("guess"),
         f"IF([changes]=1,[rate_{STEPS_OF_SEARCH}]-1,[start])", "from which the spreadsheet's IRR searches"),
    Line("own_irr", "IRR where the spreadsheet gives up", "1/year", "df 0.00000", _own_irr,
         f'IF([changes]=1,[guess],"{NO_RATE}")', "with one change of sign there is one rate, and the steps end at it"),
    Line("negative", "Years down to the last sum below 0", "", "df 0", step("negative"),
         "SUMPRODUCT(LARGE(([sums]<-[rounding])*(out_money_years+1),1))",
         "0: the running discounted sum is never below 0"),
    Line("worth_most", "1: is worth most", "", "df 0", lambda f, column: int(is_most(f, column)),
         "IF(ISNUMBER([npv]),IF([npv]>=MAX(out_money_npv)-c_tie*ABS(MAX(out_money_npv)),1,0),0)",
         "of the net present values that there are"),
)  # fmt: skip
