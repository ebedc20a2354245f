"""What can act or fetch in a package, by every name it goes under: part, relationship, content type, element, bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple


class Kind(NamedTuple):
    """A kind of active content: the id of its finding, words, and what names it, all in small letters."""

    id: str
    words: str
    parts: tuple[str, ...]
    """what the name of a part holds"""
    links: tuple[str, ...]
    """kinds of relationships"""
    types: tuple[str, ...]
    """what a content type holds"""
    elements: frozenset[str]
    """local names of elements, in any namespace"""


MACRO: Final = Kind(
    "macro", "The file has a macro",
    ("vbaproject", "vbadata", "macrosheets/", "dialogsheets/"),
    ("vbaproject", "wordvbadata", "vbaprojectsignature", "xlmacrosheet", "xlintlmacrosheet", "dialogsheet",
     "attachedtoolbars"),
    ("macroenabled", "vbaproject", "vbadata", "macrosheet", "dialogsheet", "attachedtoolbars", "ms-excel.addin"),
    frozenset(("macrosheet", "dialogsheet")),
)  # fmt: skip
LINK: Final = Kind(
    "external-link", "The file has a link to another workbook or file",
    ("externallinks/",),
    ("externallink", "externallinkpath", "externallinklongpath", "xlexternallinkpath", "xlpathmissing", "ddelink"),
    ("externallink",),
    frozenset(("externallink", "externalbook", "ddelink", "olelink", "scriptlink", "oembed", "oembedshared")),
)  # fmt: skip
CONNECTION: Final = Kind(
    "connection", "The file has a data connection, a query or data that can be fetched again",
    ("connections", "querytable", "xl/model/", "datamodel", "xmlmaps", "volatiledependencies", "externaldata"),
    ("connections", "querytable", "powerpivotdata", "xmlmaps", "tablesinglecells", "volatiledependencies",
     "rdrichvaluewebimage", "externalcodeservice"),
    ("connections", "querytable", "model+data", "volatiledependencies", "tablesinglecells", "webimage",
     "externalcode"),
    frozenset(("connections", "connection", "dbpr", "webpr", "querytable", "mapinfo", "singlexmlcells", "voltypes",
               "datamashup", "webpublishitems", "webpublishobjects", "webimagessrd", "externalcodeservice",
               "datamodel")),
)  # fmt: skip
EMBEDDED: Final = Kind(
    "embedded", "The file has an embedded object, control or add-in",
    ("activex/", "webextension", "customui", "usercustomization", "model3d", "/ink/"),
    ("oleobject", "control", "activexcontrolbinary", "webextension", "webextensiontaskpanes", "extensibility",
     "usercustomization", "model3d", "customxsn"),
    ("activex", "webextension", "oleobject", "model3d", "model/gltf", "inkml", "customui"),
    frozenset(("ocx", "webextension", "taskpanes", "customui", "model3d", "inkml", "ink", "contentpart", "oleobj",
               "script", "foreignobject", "iframe")),
)  # fmt: skip
KINDS: Final = (MACRO, LINK, CONNECTION, EMBEDDED)
DOCUMENT: Final = "embedded document"
"""What a part is by its bytes, when it is a document that somebody would have to open"""
_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK\x03\x04"
_DOCUMENTS: Final = (b"%PDF", b"{\\rtf", b"7z\xbc\xaf", b"Rar!", b"MSCF")
_PROGRAMS: Final = (b"MZ", b"\x7fELF", b"#!", b"L\0\0\0\x01\x14\x02\0", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe")
_SCRIPTS: Final = (b"<script", b"javascript:", b"wscript.", b"createobject(", b"powershell", b"attribute vb_name",
                   b"<job", b"<hta:")  # fmt: skip
_SEARCHED: Final = 2**20
"""Bytes of a part that is no XML and no picture in which words of scripts are looked for"""
_PICTURES: Final = (
    b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\xd7\xcd\xc6\x9a", b"\x01\0\x09\0",
    b"RIFF", b"II\xbc",
)  # fmt: skip


def by_name(part: str) -> Kind | None:
    """The kind that the name of a part says it is."""
    return _first(part, lambda kind: kind.parts)


def by_link(link: str) -> Kind | None:
    """The kind that the last word of a relationship's type says it is."""
    small = link.lower()
    return next((kind for kind in KINDS if small in kind.links), None)


def by_type(content_type: str) -> Kind | None:
    """The kind that a content type says it is."""
    return _first(content_type, lambda kind: kind.types)


def by_element(local_name: str) -> Kind | None:
    """The kind that an element is part of."""
    small = local_name.lower()
    return next((kind for kind in KINDS if small in kind.elements), None)


def by_bytes(content: bytes) -> Kind | str | None:
    """The kind that a part is by its bytes, whatever its name; DOCUMENT for a document."""
    if content.startswith(_OLE):
        return _compound(content)
    if content.startswith(_ZIP):
        return MACRO if any("vbaproject" in name.lower() for name in _names(content)) else DOCUMENT
    if content.startswith(_PROGRAMS):
        return EMBEDDED
    if content.startswith(_DOCUMENTS):
        return DOCUMENT
    if is_picture(content):
        return None
    small = content[:_SEARCHED].replace(b"\0", b"").lower()
    return EMBEDDED if any(word in small for word in _SCRIPTS) else None


def is_picture(content: bytes) -> bool:
    """Whether a part begins as pictures do."""
    return content.startswith(_PICTURES) or (content.startswith(b"\1\0\0\0") and content[40:44] == b" EMF")


def _compound(content: bytes) -> Kind | str:
    """A compound file (MS-CFB): macros, a packed program, or a document; names in it are UTF-16."""
    if _utf16("VBA") in content or _utf16("_VBA_PROJECT") in content:
        return MACRO
    named = any(_utf16(name) in content for name in ("WordDocument", "Workbook", "PowerPoint Document", "CONTENTS"))
    return EMBEDDED if _utf16("Ole10Native") in content or not named else DOCUMENT


def _utf16(text: str) -> bytes:
    return text.encode("utf-16-le")


def _names(content: bytes) -> Iterable[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ("vbaproject",)  # what cannot be looked into may hold anything


def _first(text: str, words: Callable[[Kind], tuple[str, ...]]) -> Kind | None:
    small = text.lower()
    return next((kind for kind in KINDS if any(word in small for word in words(kind))), None)
