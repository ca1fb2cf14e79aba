"""Joins the parts of the style sheet into the one file that pages load: one answer instead of eight.

Run `python -m openrotations.common.stylesheet` after changing a part; a test says when it was forgotten.
"""

import re
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "common" / "css"
PARTS = ("reset", "tokens", "base", "layout", "components", "forms", "lists", "pictures")
JOINED = FOLDER / "app.css"


def joined_parts() -> str:
    """All parts in their order, without comments and without the space that only people need."""
    whole = "\n".join((FOLDER / f"{name}.css").read_text(encoding="utf-8") for name in PARTS)
    bare = re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)
    tight = re.sub(r":\s+", ":", re.sub(r"\s*([{};,])\s*", r"\1", bare.strip()))
    return tight.replace(";}", "}").replace("}", "}\n")


if __name__ == "__main__":
    JOINED.write_text(joined_parts(), encoding="utf-8")
