"""python tests/update_pages.py: writes INPUTS.md, FUNCTIONS.md and the gallery's page; a test compares them."""

from __future__ import annotations

from pathlib import Path

from functions_page import functions_markdown
from gallery import gallery_markdown
from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS, Field

ROOT = Path(__file__).parents[1]


def inputs_markdown() -> str:
    """Every input as a Markdown table."""
    lines = [
        "# The inputs",
        "",
        "Keys of a case file, and of the Inputs sheet of a workbook. Made from `xl_dualfuel/inputs/fields.py` by "
        "`tests/update_pages.py`.",
        "",
        "| key | unit | default | allowed | meaning |",
        "|---|---|---|---|---|",
    ]
    for key, field in FIELDS.items():
        allowed = field.allowed.removeprefix("must be ")
        lines.append(f"| `{key}` | {field.unit} | {_default(field)} | {allowed} | {field.help} |")
    for unit in UNIT_FIELDS.values():
        lines.append(f"| `{unit.key}` |  | {unit.default} | one of {', '.join(unit.choices)} | {unit.label} |")
    return "\n".join([*lines, ""])


def _default(field: Field) -> str:
    if field.default is not None:
        return str(field.default) if isinstance(field.default, str) else f"{field.default:g}"
    return f"– ({field.when_omitted})"


PAGES = {
    "xl_dualfuel/inputs/INPUTS.md": inputs_markdown,
    "xl_dualfuel/functions/FUNCTIONS.md": functions_markdown,
    "templates/gallery/README.md": gallery_markdown,
}
"""Pages by their paths, and what writes them."""


def main() -> None:
    """Write the pages."""
    for path, text in PAGES.items():
        (ROOT / path).write_text(text(), encoding="utf-8")


if __name__ == "__main__":
    main()
