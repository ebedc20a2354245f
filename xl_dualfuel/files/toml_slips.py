"""Slips of beginners in TOML: each line that is none as it should read, all of a file at once."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any, Final, NamedTuple

from .values import BLANK_WORDS

_MOST_LINES: Final = 3000
"""Lines that are looked at; a file of settings has a tenth of it."""
_MOST_SLIPS: Final = 20
_LONGEST: Final = 400
"""Characters of a line that is looked at"""
_TYPED: Final = str.maketrans({
    **dict.fromkeys("“”„‟″«»", '"'), **dict.fromkeys("‘’‚‛′", "'"),
    **dict.fromkeys("\u00a0\u202f\u2007\u2009\u3000", " "), **dict.fromkeys("−–—‐‑", "-"),
})  # fmt: skip
"""What word processors make of quotation marks, spaces and minus signs"""
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_ITEM: Final = re.compile(r"""\s*(?P<key>"[^"]*"|'[^']*'|[^=:#"'\[\]{},]+?)\s*(?P<mark>:=|==|=|:)\s*(?P<value>.*)""")
_NO_MARK: Final = re.compile(r"""\s*(?P<key>[A-Za-z]\w*)(?:\s+|\s*[,;\t]\s*)(?P<value>["'$+.\d-].*|\S+)""")
_REMARK: Final = re.compile(r"(?<!\s)(?:\s+#|\s*//).*")
_ENDING: Final = r"\.(?:epw|csv|toml|txt|tm[23y]|gz|zip|png|jpe?g|xlsx|json)"
_PATH: Final = re.compile(rf'"(?:[A-Za-z]:|\\\\[^\\"]+|(?=[^"]*{_ENDING}"))[^\\"]*(?:\\[^\\"]+)+"', re.IGNORECASE)
"""A path of Windows in double quotation marks: from a drive, from \\\\server, or with the ending of a file"""
_GROUPED: Final = re.compile(r"([+-]?\d{1,3})((?:[, ']\d{3})+)(\.\d+)?")
_EUROPEAN: Final = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+")
_COMMA: Final = re.compile(r"[+-]?\d+,\d+")
_ALMOST: Final = re.compile(r"([+-]?)0*(\d*)(?:\.(\d*))?")
_NUMBER: Final = re.compile(r"[$£€(]?\s*[+-]?[$£€]?\s*[.\d]")
_DOLLARS: Final = re.compile(r"\$\s*(\d*\.?\d+)")
_WORDS: Final = {"true": "true", "yes": "true", "on": "true", "false": "false", "no": "false", "off": "false"}


NO_ITEM: Final = "has no = between a name and a value"


class Slip(NamedTuple):
    """A line that is no TOML, or would mean another thing than it says."""

    line: int
    key: str
    """The name before =; "" for a line without one"""
    written: str
    """What stands after it, or the whole line"""
    problem: str
    remedy: str


class _Right(NamedTuple):
    text: str
    problem: str
    remedy: str = ""
    """Where it is more than to write the text"""


def mended(text: str) -> tuple[str, list[Slip]]:
    """The text with every slip put right, line for line, and the slips; a line beyond repair stays as it is."""
    lines = text.replace("\r\n", "\n").split("\n")
    slips: list[Slip] = []
    table, seen, last = "", dict[tuple[str, str], int](), 0
    for place, line in enumerate(lines[:_MOST_LINES]):
        if place < last or not line.strip() or line.lstrip().startswith("#") or len(line) > _LONGEST:
            continue
        if not line.translate(_TYPED).replace("\t", " ").isprintable():  # hardly text
            continue
        if len(slips) == _MOST_SLIPS:
            break
        last = _end(lines, place)
        if last > place + 1:  # a list or text of several lines
            continue
        right = _right(line)
        if right is not None:
            match = _ITEM.fullmatch(line.translate(_TYPED)) if not line.lstrip().startswith("[") else None
            key, value = (match["key"], line.partition(match["mark"])[2].strip()) if match else ("", line.strip())
            remedy = right.remedy or f"Write {right.text}"
            slips.append(Slip(place + 1, key.strip(" \"'"), _without_remark(value), right.problem, remedy))
            lines[place] = right.text
        again, table = _again(lines[place], table, seen, place + 1)
        if again is not None:
            slips.append(Slip(place + 1, "", line.strip(), again.problem, again.remedy))
            lines[place] = again.text
    if slips and len(seen) + len(slips) == sum(slip.problem == NO_ITEM for slip in slips):
        return text, []  # no line has anything of TOML
    return "\n".join(lines), slips


def _end(lines: list[str], place: int) -> int:
    """The line after the value that begins in this one: further down for open brackets and tripled quotes."""
    match = _ITEM.fullmatch(lines[place])
    value = match["value"] if match else ""
    for mark in ('"""', "'''"):
        if value.startswith(mark) and mark not in value[3:]:
            return next((n + 1 for n in range(place + 1, len(lines)) if mark in lines[n]), len(lines))
    depth = 0
    if value.startswith(("[", "{")):
        for n in range(place, min(len(lines), place + _MOST_LINES)):
            plain = re.sub(r""""[^"]*"|'[^']*'|#.*""", "", lines[n] if n > place else value)
            depth += sum(map(plain.count, "[{")) - sum(map(plain.count, "]}"))
            if depth <= 0:
                return n + 1
    return place + 1


def _loads(line: str) -> dict[str, Any] | None:
    try:
        return tomllib.loads(line)
    except (ValueError, RecursionError):
        return None


def _right(line: str) -> _Right | None:
    """A line as it should read; None where it is right, or nobody knows."""
    if _loads(line) is not None:
        match = _ITEM.fullmatch(line)
        value = _without_remark(match["value"]) if match else ""
        if match and _PATH.fullmatch(value) and "'" not in value:
            return _Right(f"{match['key']} = '{value[1:-1]}'", _BACKSLASHES)
        return None
    typed = line.translate(_TYPED)
    right = _of_table(typed) if typed.lstrip().startswith("[") else _of_item(typed)
    if right is None or _loads(right.text) is None:
        return None
    if typed != line and _loads(typed) is not None:
        return _Right(typed.strip(), "has quotation marks, spaces or signs of a word processor")
    return right


_BACKSLASHES: Final = "must have single quotation marks, because of its backslashes"


def _of_table(line: str) -> _Right | None:
    """The heading of a table."""
    inner = _REMARK.sub("", line).strip(" []\t\"'")
    double = line.lstrip().startswith("[[")
    parts = [part.strip(" \"'") for part in inner.split(".")]
    name = ".".join(part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False) for part in parts)
    text = f"[[{name}]]" if double else f"[{name}]"
    return _Right(text, "must be a name in brackets; a name of several words has quotation marks")


def _of_item(line: str) -> _Right | None:
    """A name and its value."""
    match = _ITEM.fullmatch(line)
    if match is None:
        match = _NO_MARK.fullmatch(line)
        if match is None or not ("_" in match["key"] or _NUMBER.match(match["value"])):
            text = f"# {line.strip()}"
            return _Right(text, NO_ITEM, f"Write name = value, or put # before a remark: {text}")
    key, value = match["key"].strip(), _without_remark(match["value"])
    mark = match.groupdict().get("mark", "")
    name = key
    if not _BARE.fullmatch(key) and _loads(f"{key} = 1") is None:
        name = re.sub(r"\W+", "_", key.strip(" \"'").lower()).strip("_")
    right = _value(value)
    if right is None:
        return None
    if not right.text:
        return _Right(f"# {name} =", right.problem, f"Leave the line out, or put # before it: # {name} =")
    problem = right.problem
    if mark != "=":
        problem = "must have = between name and value"
    elif name != key and not problem:
        problem = "must have a name without spaces"
    problem = problem or "must have # before a remark"
    text = f"{name} = {right.text}"
    return _Right(text, problem, f"Write {text}{right.remedy}")


def _without_remark(value: str) -> str:
    """A value without the remark behind it."""
    if value[:1] in ('"', "'") and (end := value.find(value[0], 1)) > 0 and value[end + 1 :].lstrip().startswith("#"):
        return value[: end + 1]
    return value.strip() if "://" in value else _REMARK.sub("", value).strip()


def _value(value: str) -> _Right | None:
    """A value as TOML has it."""
    if not value or value.casefold() in BLANK_WORDS:
        return _Right("", "must be a value; a line without one is left out")
    if _PATH.fullmatch(value):
        return _Right(f"'{value[1:-1]}'", _BACKSLASHES)
    if _loads(f"k = {value}") is not None:
        return _Right(value, "")
    if value[-1] in ",;" and _loads(f"k = {value[:-1]}") is not None:
        return _Right(value[:-1].strip(), f"must end without {value[-1]}")
    if value[0] in "[{":
        return None
    first, last = value[0] in "\"'", len(value) > 1 and value[-1] in "\"'"
    if first or last:
        inner = value.strip("\"'").rstrip(",;").rstrip("\"'")
        if "\\" in inner and first and last and value[0] == '"':
            return _Right(_quoted(inner), _BACKSLASHES)
        problem = "must have one quotation mark before and the same one after the text"
        return _Right(_quoted(inner), problem)
    if word := _WORDS.get(value.casefold()):
        is_answer = value.casefold() not in ("true", "false")
        other = f' (or "{value.casefold()}" where a word is wanted)' if is_answer else ""
        return _Right(word, "must be true or false, in small letters", other)
    return _number(value) or _Right(
        _quoted(value.rstrip(",;") or value),
        "must be a number alone; with a unit or sign it has quotation marks"
        if _NUMBER.match(value) else "must have quotation marks around text",
    )  # fmt: skip


def _number(value: str) -> _Right | None:
    """A number with marks that TOML does not know."""
    text = value.rstrip(",;").strip()
    if match := _GROUPED.fullmatch(text):
        plain = match[1] + re.sub("[, ']", "", match[2]) + (match[3] or "")
        plain = re.sub(r"^([+-]?)0+(?=\d)", r"\1", plain)
        both = match[2].count(",") == 1 and len(match[2]) == 4 and not match[3]  # 1,200
        if both and match[1].lstrip("+-") == "0":
            return _Right(text.replace(",", "."), "must have a decimal point")
        other = f" (or {text.replace(',', '.')} if the comma is the decimal mark)" if both else ""
        return _Right(plain, "must be a number without marks between thousands", other)
    if _EUROPEAN.fullmatch(text):
        return _Right(
            text.replace(".", "").replace(",", "."), "must have a decimal point, and no mark between thousands"
        )
    if _COMMA.fullmatch(text):
        return _Right(text.replace(",", "."), "must have a decimal point")
    if match := _DOLLARS.fullmatch(text):
        text = match[1]
    if text and (match := _ALMOST.fullmatch(text)) and (match[2] or match[3] or "0" in text):
        number = f"{match[1]}{match[2] or '0'}" + (f".{match[3]}" if match[3] else "")
        return _Right(number, "must be a number alone, such as 0.14" if "$" in value else
                      "must have a digit before and after a decimal point, and no 0 before other digits")  # fmt: skip
    return None


def _quoted(text: str) -> str:
    """Text as TOML has it, with as few marks as can be."""
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return f"'{text}'" if "'" not in text else json.dumps(text, ensure_ascii=False)


def _again(line: str, table: str, seen: dict[tuple[str, str], int], number: int) -> tuple[_Right | None, str]:
    """What a line that gives something for the second time should be, if it does; and the table it stands in."""
    text = _REMARK.sub("", line).strip()
    if text.startswith("[[") and text.endswith("]]"):
        return None, f"{text}{number}"
    if text.startswith("[") and text.endswith("]"):
        before = seen.setdefault((text, ""), number)
        if before == number:
            return None, text
        other = f'{text[:-2]} 2"]' if text.endswith('"]') else f"{text[:-1]}_2]"
        return _Right(other, f"is given twice, first in line {before}", f"Give it a name of its own: {other}"), other
    match = _ITEM.fullmatch(line)
    if match is None or _loads(line) is None:
        return None, table
    key = match["key"].strip(" \"'")
    before = seen.setdefault((table, key), number)
    if before == number:
        return None, table
    return _Right(f"# {line.strip()}", f"gives {key} twice, first in line {before}",
                  f"Keep one of the two lines, and put # before the other: # {line.strip()}"), table  # fmt: skip
