"""Every part of a package looked through: what can act or fetch, what is not on the list, what has two readings.

The names of all elements and attributes are compared with the vocabulary; most are known from the part before, so that
looking through a workbook takes a fraction of reading it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple
from xml.parsers import expat

from . import active
from .aside import Aside
from .names_judged import ACTIVE, ASIDE, CLASH, SINGLE, UNKNOWN, VALUED, judged
from .records import Relationship, Remark
from .refusal import read_differently, refused
from .vocabulary import usual, vocabulary
from .xmlread import local

MAX_ELEMENTS: Final = 2_500_000
"""Most elements of all parts; a case of 2,000 bins, the most it may have, has 900,000."""
MAX_NAMED: Final = 5
"""Most unknown names told of a part."""
_TEXTS: Final = frozenset(
    ("v", "t", "f", "definedName", "formula", "formula1", "formula2", "a", "oddHeader", "oddFooter")
)
"""Elements whose text some programs read only up to a comment"""
_OWN_WORDS: Final = frozenset(("customXml", "customXmlProps", "custom-properties", "customProperties", "customProperty",
                               "classificationlabels", "origin", "signature", "certificate"))  # fmt: skip
"""Kinds of links to parts whose vocabulary is anybody's own; they are no part of what a workbook shows"""
_IN_NOTES: Final = frozenset(("xml", "div", "p", "span", "font", "b", "i", "u", "s", "strike", "sub", "sup", "br"))
_OF_NOTES: Final = frozenset(("style", "align", "face", "size", "color", "class", "dir", "lang", "id"))
"""Elements and attributes of the text in frames of notes, which is HTML"""
_UNKNOWN: Final = "The file contains something that workbooks of this program do not have"
_FREE: Final = "[Content_Types].xml"


class Names(NamedTuple):
    """How the package names its parts: relationships and content types."""

    links: Sequence[Relationship]
    default_types: Mapping[str, str]
    part_types: Mapping[str, str]

    def type_of(self, part: str) -> str:
        """The content type of a part; "" for none."""
        small = {name.lower(): kind for name, kind in self.part_types.items()}
        return small.get(part.lower()) or self.default_types.get(part.rpartition(".")[2].lower(), "")


def scan(files: Mapping[str, bytes], names: Names, rests: Mapping[str, bytes]) -> tuple[Remark, ...]:
    """What is remarkable in the parts of a package; rests: what there is to look through of some of them.

    Raises InputError: more elements than MAX_ELEMENTS; ReadDifferentlyError: something that programs read differently.
    """
    if sum(content.count(b"<") for content in files.values()) > 2 * MAX_ELEMENTS:
        raise refused("its parts have too many elements", remedy="Give one workbook of one case.")
    kinds: dict[str, list[Relationship]] = defaultdict(list)
    for link in names.links:
        kinds[link.part].append(link)
    remarks: list[Remark] = []
    for part, content in files.items():
        remarks += _part(part, rests.get(part, content), kinds[part], names.type_of(part))
    for link in names.links:
        kind = active.by_link(link.kind)
        if kind is not None and not link.external and link.part not in files:
            remarks.append(Remark(kind.id, "error", kind.words, link.source, link.target))
    return tuple(remarks)


def _part(part: str, content: bytes, links: Sequence[Relationship], content_type: str) -> Iterator[Remark]:
    kinds = {link.kind for link in links}
    is_data = kinds == {"customProperty"}  # of an add-in, in any form
    looked = _Look(part, content, not kinds or not kinds <= _OWN_WORDS) if _is_xml(content) and not is_data else None
    by_bytes = active.by_bytes(content) if looked is None else looked.kind
    by_names = [active.by_name(part), *(active.by_link(link.kind) for link in links), active.by_type(content_type)]
    if by_bytes == active.DOCUMENT and {*by_names} <= {None, active.EMBEDDED}:
        yield Remark("embedded", "warning", "A document is embedded in the file. It was not read", part, part)
        return
    kind = next((kind for kind in (by_bytes, *by_names) if isinstance(kind, active.Kind)), None)
    if kind is not None:
        yield Remark(kind.id, "error", kind.words, part, part)
    elif not part.endswith(".rels") and part != _FREE:
        yield from _unlisted(part, content, links, content_type)
    if looked is not None:
        yield from looked.remarks
        if kind is None:
            yield from looked.unknown


def _unlisted(part: str, content: bytes, links: Sequence[Relationship], content_type: str) -> Iterator[Remark]:
    """Whether a part has a place, a link and a type that workbooks have."""
    listed = vocabulary()
    if not links:
        severity: Literal["warning", "info"] = "info" if active.is_picture(content) else "warning"
        yield Remark("part", severity, "A part of the file has no place in it", part, part)
    elif unknown := next((link for link in links if _usual_link(link) not in listed.links), None):
        yield Remark("part", "warning", _UNKNOWN, part, f"{part}: {unknown.namespace}/{unknown.kind}")
    elif content_type.lower() not in listed.types:
        yield Remark("part", "warning", _UNKNOWN, part, f"{part}: {content_type or 'no content type'}")
    elif content and content_type.startswith("image/") and not ("svg" in content_type or active.is_picture(content)):
        yield Remark("part", "warning", "A picture in the file is none", part, part)


def _usual_link(link: Relationship) -> str:
    """The type of a relationship, with the usual namespace in place of Strict's."""
    return usual(f"{link.namespace}}}{link.kind}").replace("}", "/")


def _is_xml(content: bytes) -> bool:
    return content[:64].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


class _StoppedError(Exception):
    """A part that need not be read further."""


class _Look:
    """One part of XML looked through."""

    def __init__(self, part: str, content: bytes, listed: bool) -> None:
        """listed: whether its names must be on the list."""
        self.part = part
        self.kind: active.Kind | None = None
        self.remarks: list[Remark] = []
        self.unknown: list[Remark] = []
        self._content = content
        self._listed = listed
        self._is_frames = part.lower().endswith(".vml")
        self._single: set[str] = set()
        self._last = ""
        self._parser = parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.CommentHandler = parser.ProcessingInstructionHandler = self._interrupted
        parser.StartDoctypeDeclHandler = self._doctype
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, LookupError, UnicodeError):
            self._unreadable()
        except _StoppedError:
            pass

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        flags = judged((name, *attributes))
        if flags:
            self._look(flags, name, attributes)
        self._last = name

    def _look(self, flags: int, name: str, attributes: dict[str, str]) -> None:
        small = local(name)
        if flags & CLASH and self._listed:
            raise read_differently("an element or attribute is there under two names", self.part)
        if flags & ACTIVE and self.kind is None:
            self.kind = active.by_element(small)
        if flags & SINGLE and self.kind is None:  # a link to a workbook keeps rows of each of its sheets
            if name in self._single:
                raise read_differently(f"the element {small} is there twice", self.part)
            self._single.add(name)
        if flags & VALUED:
            self._values(small, attributes)
        in_note = self._is_frames and name in _IN_NOTES and attributes.keys() <= _OF_NOTES
        if flags & UNKNOWN and self._listed and not in_note and len(self.unknown) < MAX_NAMED:
            told = " ".join((small, *map(local, attributes)))[:100]
            self.unknown.append(Remark("part", "warning", _UNKNOWN, self.part, f"{self.part}: {told}"))
        if flags & ASIDE and self._listed and self._parser.EndElementHandler is None:
            Aside(self.part, self._parser, self._start, name)

    def _values(self, name: str, attributes: dict[str, str]) -> None:
        """Attributes that matter by what they say."""
        if attributes.get("macro") or name == "FmlaMacro":
            self.remarks.append(Remark("macro", "error", "A shape or control runs a macro", self.part, self.part))
        if attributes.get("action", "").lower().startswith("ppaction"):
            self.remarks.append(Remark("embedded", "error", "A shape starts a program", self.part, self.part))
        if name == "cacheSource" and attributes.get("type") != "worksheet":
            self.kind = active.CONNECTION
        if name == "formControlPr":
            linked = " ".join(attributes.get(key, "") for key in ("fmlaLink", "fmlaTxbx", "fmlaMacro")).strip()
            self.remarks.append(Remark("embedded", "info", "A sheet has a form control", self.part, self.part, linked))

    def _interrupted(self, *_: str) -> None:
        """Raise ReadDifferentlyError: a comment inside a text."""
        if local(self._last) not in _TEXTS:
            return
        place = self._parser.CurrentByteIndex
        before = self._content[max(0, place - 1024) : place]
        if not before[before.rfind(b"<") :].startswith(b"</"):
            raise read_differently("a text has a comment inside", self.part)

    def _doctype(self, *_: object) -> None:
        self._unreadable()
        raise _StoppedError

    def _unreadable(self) -> None:
        """Note a part that no program can read; frames of notes are often written as loosely as web pages are."""
        small = self._content.lower()
        if b"fmlamacro" in small or b"<script" in small:
            self.kind = active.MACRO
        elif not self.part.lower().endswith(".vml"):
            self.remarks.append(Remark("part", "warning", "A part of the file cannot be read", self.part, self.part))
