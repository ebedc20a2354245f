"""What a stranger's text says: whether it states a result or an approval that only this program or a reviewer gives."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from .findings import Severity
from .folded import as_read

_LONGEST: Final = 4_000
"""Characters of a text that are judged"""
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W_] ){3,}[^\W_](?![^\W_])")
"""A word with a space after every letter"""

_MONEY: Final = r"(?:[$€£¥]\s?|\b(?:USD|CAD|EUR|GBP)\s?)[0-9]|[0-9]\s?(?:[$€£¥]|(?:dollars?|bucks|USD|CAD|EUR|GBP)\b)"
_TENS: Final = "ten|eleven|twelve|\\w{3,5}teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand"
_DIGITS: Final = "two|three|four|five|six|seven|eight|nine"
_NUMBER = re.compile(rf"[0-9]|\b(?:{_TENS})\b|\b(?:{_DIGITS})\s(?:dollars?|degrees?)", re.IGNORECASE)
_PRICE = re.compile(rf"{_MONEY}|\b(?:{_TENS}|{_DIGITS})\s(?:dollars|bucks)\b", re.IGNORECASE)
_TEMPERATURE = re.compile(
    rf"(?:[0-9]|\b(?:{_TENS}|{_DIGITS}))\s?(?:°|(?:F|C|deg|degrees?)\b(?!-))", re.IGNORECASE
)  # fmt: skip
_SAVED: Final = r"saves|savings?|cheaper|(?:costs?|pays?)\s(?:\S+\s){0,2}less"
_RESULT = re.compile(
    rf"\b(?:set(?:tings?|point)?|(?:switch|change)(?:ing|es)?[ -]?over|season(?:al)?\s(?:\w+\s)?costs?|"
    rf"costs?\s(?:\w+\s)?(?:a|per|each|every)\s(?:season|year)|(?:annual|yearly|heating|running)\scosts?|a\sseason|"
    rf"{_SAVED}|balance[ -]?points?|recommend\w*|lock[ -]?out|corrected|correct\s(?:\w+|results?)|results?)\b",
    re.IGNORECASE,
)
_WITH_MONEY = re.compile(r"\b(?:save|season\w*|less|lower)\b", re.IGNORECASE)
"""Words that make a result of a sum of money, and of no other number: “We save you money since 1987”"""
_COST = re.compile(r"\bcosts?\b", re.IGNORECASE)
_CLAIM = re.compile(
    r"\b(?:(?:pre)?[ -]?(?:approved|authori[sz]ed|certified)|verified|accepted|confirmed|validated|compliant|eligible|"
    r"passed|verdict|official|reviewed\sby|no\sfindings|(?:check|checked|review|result|status|audit)\W{1,3}pass)\b",
    re.IGNORECASE,
)
_STRONG_CLAIM = re.compile(
    r"\b(?:(?:pre)?[ -]?approved(?=$|[.,;:!)(]|\s(?:by\b|for\b|no\b|on\b))|certified\sby|verdict|official\sresult|"
    r"(?:check|review|status|audit)\W{1,3}pass)\b|^\W*(?:pre)?[ -]?approved\b",
    re.IGNORECASE,
)
_OTHER_PRICE = re.compile(
    r"\b(?:quot\w*|invoices?|jobs?|bids?|deposits?|paid|price[ds]?|estimates?|off|from|call|project|contract|fees?|"
    r"bills?|rebates?|financing|tune[ -]?ups?)\b",
    re.IGNORECASE,
)
"""Words of a sum of money that is somebody's price, and no season cost"""
_NO_NUMBER = re.compile(
    r"\b[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\b|\b[0-9]{1,2}[./][0-9]{1,2}[./][0-9]{2,4}\b|"
    r"\b[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\b|"
    r"(?<![$€£¥.,0-9])(?:19|20)[0-9]{2}(?:[-/–][0-9]{2,4})?\b(?!\s?[°$€£¥])|"
    r"\(?\b[0-9]{3}\)?[ .-][0-9]{3}[.-][0-9]{4}\b|\bpages?\s[0-9]+(?:\s(?:of|/)\s[0-9]+)?|\b[0-9]+\sof\s[0-9]+\b|"
    r"[$€£¥]?[0-9][0-9.,]*\s?%?\soff\b",
    re.IGNORECASE,
)  # fmt: skip
"""Dates, times, years, telephone numbers, pages and discounts"""
_NO_CLAIM = re.compile(
    r"\b(?:not|never|to\sbe|until|before|if|unless)\s(?:yet\s)?(?:pre-?)?\w+(?:ed)\b|"
    r"\b(?:NATE|BPI|AHRI|EPA|NEEP|UL|ETL|ENERGY\sSTAR|HERS)[ -](?:certified|verified|approved|compliant)\b|"
    r"\b(?:certified|authori[sz]ed|verified|approved)\s(?:\w+\s)?(?:technicians?|contractors?|installers?|dealers?|"
    r"professionals?|partners?|raters?|ratings?)\b|\bofficial\suse\b",
    re.IGNORECASE,
)
"""What tradesmen are, and what is not claimed"""


def folded_title(title: str) -> str:
    """A title of a sheet without what tells copies apart: case, spaces, signs, the number of a copy."""
    return re.sub(r"[\W_]|\([0-9]+\)\s*$", "", re.sub(r"\([0-9]+\)\s*$", "", as_read(title))).casefold()


@lru_cache(maxsize=4096)
def states(text: str) -> Severity | None:
    """How serious it is that a text says a result or an approval that is not the sheet's; None: it says none.

    A result is a word for one beside a number in digits or words; an error is one with a sum or a temperature.
    """
    plain = as_read(text[:_LONGEST])
    plain = _SPACED.sub(lambda word: word[0].replace(" ", ""), plain)
    numbers = _NO_NUMBER.sub(" ", plain)
    is_result = _RESULT.search(plain) is not None
    price, temperature = _PRICE.search(numbers), _TEMPERATURE.search(numbers)
    if (price or temperature) and (is_result or (price and _WITH_MONEY.search(plain))):
        return "error"
    if temperature or (price and not _OTHER_PRICE.search(plain)):
        return "warning"
    if (is_result or (_COST.search(plain) and not _OTHER_PRICE.search(plain))) and _NUMBER.search(numbers):
        return "warning"
    return "warning" if _CLAIM.search(_NO_CLAIM.sub(" ", plain)) else None


@lru_cache(maxsize=4096)
def claims(text: str) -> bool:
    """Whether what an applicant may write freely says what is not his to say: a saving in money, or an approval.

    A setting as found, a price or a certificate belongs into such cells.
    """
    plain = as_read(text[:_LONGEST])
    saves = re.search(rf"\b(?:{_SAVED}|save|season\scosts?)\b", plain, re.IGNORECASE)
    if saves and _PRICE.search(_NO_NUMBER.sub(" ", plain)):
        return True
    return _STRONG_CLAIM.search(_NO_CLAIM.sub(" ", plain)) is not None
