"""python tests/update_readme.py: puts the table of inputs into README.md; a test compares the two."""

from __future__ import annotations

import re
from pathlib import Path

from xl_dualfuel.inputs.fields import FIELDS, UNIT_FIELDS, Field

README = Path(__file__).parents[1] / "README.md"
START, END = "<!-- inputs: made by tests/update_readme.py -->", "<!-- end of inputs -->"


def input_table() -> str:
    """Every input as a Markdown table."""
    lines = ["| key | unit | default | allowed | meaning |", "|---|---|---|---|---|"]
    for key, field in FIELDS.items():
        allowed = field.allowed.removeprefix("must be ")
        lines.append(f"| `{key}` | {field.unit} | {_default(field)} | {allowed} | {field.help} |")
    for unit in UNIT_FIELDS.values():
        lines.append(f"| `{unit.key}` |  | {unit.default} | one of {', '.join(unit.choices)} | {unit.label} |")
    return "\n".join(lines)


def _default(field: Field) -> str:
    if field.default is not None:
        return str(field.default) if isinstance(field.default, str) else f"{field.default:g}"
    return f"– ({field.when_omitted})"


def main() -> None:
    """Rewrite the section between the marks."""
    text = README.read_text(encoding="utf-8")
    body = re.escape(START) + r".*?" + re.escape(END)
    README.write_text(
        re.sub(body, lambda _: f"{START}\n{input_table()}\n{END}", text, flags=re.DOTALL), encoding="utf-8"
    )


if __name__ == "__main__":
    main()
