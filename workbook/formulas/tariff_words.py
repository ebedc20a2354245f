"""The one headline of a workbook with a tariff: the program's while the tariff is as it was, else by formulas."""

from __future__ import annotations

from typing import Final, NamedTuple

from xl_dualfuel.model.switchovers import TIE
from xl_dualfuel.results.case_units import CENT
from xl_dualfuel.results.setting_words import FURNACE_ALONE, HEAT_PUMP_ALONE

from ..shape import Filling, UnderTariff
from . import words

STALE: Final = "Inputs were edited since: make the workbook again for the setting under the tariff"
PLAIN: Final = "At the house's plain prices, without the tariff"
"""Of what the other sheets show"""
_EDITED: Final = "Under the tariff as edited on sheet Tariff the season costs about"
_SET: Final = "Set the switchover to "
_RUN: Final = "Run "
_COST, _SAVING = "SUM(out_tariff_cost)", "SUM(out_tariff_saving)"
_MONEY: Final = f'{words.money_formula(_SAVING)}&CHOOSE(1+({_SAVING}>0)," more"," less")&" than with "'
_BESIDE: Final = f'IF(ROUND({_SAVING},c_cents)=0,"no saving over ",{_MONEY})&out_headline_today'
_AT: Final = words.degrees_formula("SUM(out_tariff_fahrenheit)")
_DO: Final = f'CHOOSE(1+(out_tariff_source=""),"{_RUN}"&out_tariff_source,"{_SET}"&{_AT})'
WORDS: Final = (
    'IF(ABS(out_tariff_cost-out_tariff_made_cost)<=c_tie*ABS(out_tariff_made_cost),out_tariff_made_headline&"",'
    f'{_DO}&". {_EDITED} "&{words.money_formula(_COST)}'
    f'&", "&{_BESIDE}&".")'
)
"""What to do under the tariff, in words"""
SENTENCE: Final = (
    f'IF(out_status="OK",CHOOSE(1+(out_inputs_changed>0),out_tariff_words,"{STALE}"),"No result: "&out_status)'
)
"""The result in one sentence, on the Cover and the Summary"""


NOTHING: Final = "–"
_IF_OK: Final = 'IF(AND(out_status="OK",out_inputs_changed=0),{},"' + NOTHING + '")'
SETTING: Final = _IF_OK.format(f'CHOOSE(1+(out_tariff_source=""),out_tariff_source,{_AT})')
SAVED: Final = _IF_OK.format(f'CHOOSE(1+(ROUND({_SAVING},c_cents)<0),"","-")&{words.money_formula(_SAVING)}')
"""What the card of the Summary says"""


def source_formula(settings: str) -> str:
    """What alone heats all season with the best of some settings, a range from furnace alone to heat pump alone."""
    return (
        f'IF(out_tariff_fahrenheit=MAX({settings}),"{FURNACE_ALONE}",'
        f'IF(out_tariff_fahrenheit=MIN({settings}),"{HEAT_PUMP_ALONE}",""))'
    )


class Numbers(NamedTuple):
    """What the words are about."""

    cost: float
    """There [$]"""
    today: float
    """With today's setting [$]"""
    setting: float
    """[°F]"""
    source: str
    """What alone heats all season; "" for none"""


def made(under: UnderTariff) -> tuple[str, float]:
    """The program's headline and the cost of its setting, of the tariff as the workbook was made with it [$]."""
    return under.made[:2] if under.made else (under.season.headline, under.season.setting.annual_cost)


def said(f: Filling, under: UnderTariff, numbers: Numbers) -> str:
    """The words that the formula gives."""
    headline, cost = made(under)
    if abs(numbers.cost - cost) <= TIE * abs(cost):
        return headline
    p, units = f.s.parameters, f.shape.units
    today = f"today's {words.degrees(p.existing_switchover, p)}"
    saved = numbers.today - numbers.cost
    beside = f"no saving over {today}"
    if words.rounded(saved) != 0 and abs(saved) >= CENT / 2:
        beside = f"{words.money(saved, units)} {'less' if saved > 0 else 'more'} than with {today}"
    do = f"{_RUN}{numbers.source}" if numbers.source else f"{_SET}{words.degrees(numbers.setting, p)}"
    return f"{do}. {_EDITED} {words.money(numbers.cost, units)}, {beside}."


def setting(f: Filling, numbers: Numbers | None) -> str:
    """The setting of the card."""
    if numbers is None or f.edited:
        return NOTHING
    return numbers.source or words.degrees(numbers.setting, f.s.parameters)


def saved(f: Filling, numbers: Numbers | None) -> str:
    """What it saves a season, for the card."""
    if numbers is None or f.edited:
        return NOTHING
    value = numbers.today - numbers.cost
    return f"{'-' if words.rounded(value) < 0 else ''}{words.money(value, f.shape.units)}"


def sentence(f: Filling, words_of: str) -> str:
    """The result in one sentence."""
    return STALE if f.edited else words_of
