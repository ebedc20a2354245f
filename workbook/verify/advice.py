"""What to do about a finding: the words for a clerk who has the file, and for the applicant who sent it."""

from __future__ import annotations

from pathlib import PurePath
from types import MappingProxyType
from typing import Final, NamedTuple

from .findings import FAIL, NEEDS_REVIEW, PASS, Finding, Verdict, clean

SAID: Final = MappingProxyType({
    "prepared_for": "Applicant",
    "site": "Site",
    "application_number": "Application",
    "installer": "Installer",
})  # fmt: skip
"""What a file says of itself, by the key of its field"""


class Advice(NamedTuple):
    """What the clerk does, and what the applicant is asked for; "" for nothing."""

    clerk: str
    applicant: str = ""


_SAVE_AGAIN: Final = Advice(
    "Ask for the file again",
    "Please open the file in Excel or LibreOffice Calc, save it as an Excel workbook (.xlsx), and send it again.",
)
_NOTHING_ACTIVE: Final = Advice(
    "Do not open the file in Excel. Ask for one without macros, links and connections",
    "Please send the workbook without macros, links to other files, data connections and embedded objects.",
)
_AS_WRITTEN: Final = Advice(
    "Use the clean copy. Ask for the workbook as the program writes it",
    "Please make the workbook again from your inputs, and change only its yellow cells.",
)
_CONFIRM: Final = Advice(
    "Ask for the right value, or what confirms this one",
    "Please correct this value, or send what confirms it (data plate, certificate, bill).",
)
_INPUT: Final = Advice("Ask for the right value", "Please correct this entry.")
_SIGN: Final = Advice(
    "Ask for a new signature on these inputs",
    "Please make it again from the inputs as they are now, and sign it again where it is signed.",
)
_ADVICE: Final = MappingProxyType({
    "two-readings": _SAVE_AGAIN,
    "unreadable": _SAVE_AGAIN,
    "not-ours": Advice("Ask for the form, filled in", "Please fill in the form of the programme, and send it."),
    "internal": Advice("Check it by hand, and report the fault of the program"),
    "macro": _NOTHING_ACTIVE,
    "connection": _NOTHING_ACTIVE,
    "embedded": _NOTHING_ACTIVE,
    "external-link": _NOTHING_ACTIVE,
    "formula-outside": _NOTHING_ACTIVE,
    "hyperlink": _NOTHING_ACTIVE,
    "reported": Advice(
        "Ask which is right: the reported result or the inputs",
        "Please correct the inputs or this result, so that the two agree.",
    ),
    "input-missing": _INPUT,
    "input-range": _INPUT,
    "input-text": _INPUT,
    "input-doubtful": _CONFIRM,
    "evidence": _CONFIRM,
    "duplicate": Advice("Look at the files side by side, and ask which of them counts"),
    "form-kind": Advice("Ask for the right form, filled in", "Please fill in a new form, and leave its kind as it is."),
    "signoff": _SIGN,
    "hash": _SIGN,
    "programme": Advice(
        "Decide by the programme's rules",
        "Please change what the rule asks for, or write to us why it does not apply.",
    ),
    "stale": Advice("Use the clean copy", "Please open the workbook in Excel or LibreOffice Calc and save it."),
    "status": Advice("Ask for the inputs that are missing", "Please correct the inputs that the workbook names."),
    "inputs-edited": Advice(
        "Ask who changed the inputs, and why",
        "Please make the workbook again from the inputs as they are now.",
    ),
    "version": Advice("Compare the reported setting with the clean copy"),
    "unjudged": Advice("Judge it by hand, or ask for the file that it needs"),
})  # fmt: skip


AS_WRITTEN: Final = "Names, addresses and words in “quotation marks” are as written by the applicant."
"""What a report or a letter says of the words that are not the reviewer's"""


def advice(finding: Finding) -> Advice:
    """What to do about a finding; what is not named is a change to sheets that only the program writes."""
    return _ADVICE.get(finding.id, _AS_WRITTEN)


def to_do(verdict: Verdict) -> str:
    """What a clerk does with a file, in a sentence."""
    main = verdict.main
    return "" if main is None else advice(main).clerk


def summary(verdict: Verdict) -> str:
    """The verdict in a line: how much is wrong, and what matters most."""
    main, counts = verdict.main, verdict.counts
    if main is None:
        return f"{PASS}: nothing is left to settle."
    parts = [f"{_count(counts[severity], FAIL if severity == 'error' else NEEDS_REVIEW)}"
             for severity in ("error", "warning") if counts[severity]]  # fmt: skip
    first = f"{main.place}: {main.facts}" if main.place else main.facts
    return f"{verdict.words}: {', '.join(parts)}. First: {first}."


def _count(count: int, word: str) -> str:
    what = "point" if count == 1 else "points"
    return f"{count:,} {what} to {'mend' if word == FAIL else 'look at'}"


def said(verdict: Verdict, key: str) -> str:
    """What a file says of itself, short and on one line; "" for nothing."""
    value = verdict.details.get(key)
    return "" if value is None else clean(str(value))


def file_name(verdict: Verdict) -> str:
    """The name of the file without its folders."""
    return clean(PurePath(verdict.name.replace("\\", "/")).name)
