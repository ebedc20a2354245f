"""A short number that changes with any input of the rebate form, by formulas and again by the program.

It is a check against slips, such as a number changed after signing; who means to deceive can make another one. Each
input gives a whole number: a number its millionths, a text the places of its characters in an alphabet. Their sum, each
times a weight of its own, is taken modulo a prime.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS

from ..book.layout import HEADER_ROW
from .answering import AnsweringForm
from .form import fixed
from .form_fields import FORM_FIELDS, RATE
from .model_fields import asked_by

SHEET: Final = "Code"
KEYS: Final = (*UNIT_FIELDS, *asked_by("rebate"), *(field.key for field in RATE.fields))
"""Of the inputs it is made of"""
_MODULUS: Final = 9_999_991
"""The largest prime of seven digits"""
_SCALE: Final = 10**6
_LARGEST: Final = 10**9
_LONGEST: Final = 30
"""Characters of a text that are taken"""
_ALPHABET: Final = " 0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-/.,$%()'°³"
_WEIGHTS: Final = 9973
FIRST: Final = HEADER_ROW + 1
FORMULA: Final = "MOD(SUMPRODUCT(out_check_numbers,out_check_weights),out_check_modulus)"


def weight(key: str) -> int:
    """What the number of an input is multiplied by; the same in every version."""
    return zlib.crc32(key.encode()) % _WEIGHTS + 1


def code_of(values: Mapping[str, float | str | None]) -> int:
    """The check code of the inputs as they were typed, by key."""
    return sum(weight(key) * _number(values.get(key)) for key in KEYS) % _MODULUS


def _number(value: float | str | None) -> int:
    if value is None or value == "":
        return 0
    if isinstance(value, str):
        places = (_ALPHABET.find(character) + 1 or len(_ALPHABET) + 1 for character in value[:_LONGEST].ljust(_LONGEST))
        return sum(number * place for number, place in enumerate(places, 1))
    millionths = Decimal(f"{min(abs(value), _LARGEST) * _SCALE:.15g}").quantize(Decimal(1), ROUND_HALF_UP)
    return int(millionths) % _MODULUS + (2 if value < 0 else 1)


def row_of(value: float | str | bool | None) -> tuple[float | str, ...]:
    """What the sheet has in the row of an input: as typed, as text with blanks, its number; () for what is neither."""
    if isinstance(value, bool):
        return ()
    typed = "" if value is None else value
    return typed, "" if isinstance(typed, float) else typed + " " * _LONGEST, float(_number(value))


def write(form: AnsweringForm) -> None:
    """Write the sheet that has the number of each input."""
    form.heading(SHEET, "Check code", "A check against slips, not a signature: it changes with any input of the form.")
    form.headers(SHEET, HEADER_ROW, ("Input", "Name", "Typed", "Text", "Number", "Weight"))
    form.widths(SHEET, (38, 24, 18, 22, 12, 10))
    for row, key in enumerate(KEYS, FIRST):
        label = FORM_FIELDS[key].label if key in FORM_FIELDS else (FIELDS.get(key) or UNIT_FIELDS[key]).label
        form.put(SHEET, row, 1, label, "df text")
        form.put(SHEET, row, 2, key, "df text")
        form.own_formula(SHEET, row, 3, f'=IF(in_{key}="","",in_{key})', fixed(""), "df General")
        padded = f'=IF(ISNUMBER(C{row}),"",C{row}&REPT(" ",out_check_longest))'
        form.own_formula(SHEET, row, 4, padded, fixed(" " * _LONGEST), "df text")
        # Character by character: not every spreadsheet takes FIND of many at once.
        letters = [(number, f"MID(D{row},{number},1)") for number in range(1, _LONGEST + 1)]
        text = "+".join(f"{number}*FIND({letter},out_check_alphabet&{letter})" for number, letter in letters)
        millionths = f"ROUND(MIN(ABS(C{row}),out_check_largest)*out_check_scale,0)"
        number = f"MOD({millionths},out_check_modulus)+IF(C{row}<0,2,1)"
        form.own_formula(SHEET, row, 5, f'=IF(C{row}="",0,IF(ISNUMBER(C{row}),{number},{text}))', fixed(0), "df 0")
        form.put(SHEET, row, 6, float(weight(key)), "df 0")
    last = row = FIRST + len(KEYS) - 1
    form.define("out_check_numbers", SHEET, f"E{FIRST}", f"E{last}")
    form.define("out_check_weights", SHEET, f"F{FIRST}", f"F{last}")
    constants = {"modulus": ("Modulus", float(_MODULUS)), "scale": ("Millionths in 1", float(_SCALE)),
                 "largest": ("Largest number taken", float(_LARGEST)),
                 "longest": ("Characters taken of a text", float(_LONGEST)),
                 "alphabet": ("Characters in the order of their numbers, from 1 on", _ALPHABET)}  # fmt: skip
    for row, (name, (label, value)) in enumerate(constants.items(), last + 2):
        form.put(SHEET, row, 1, label, "df text")
        form.put(SHEET, row, 3, value, "df text" if isinstance(value, str) else "df 0")
        form.define(f"out_check_{name}", SHEET, f"C{row}")
    form.printed(SHEET, f"$A${FIRST}:$F${row}", f"1:{HEADER_ROW}", f"A{FIRST}")
