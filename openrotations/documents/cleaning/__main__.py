"""The child: reads files from its input, answers with clean bytes or a code, and can do nothing else."""

import sys
from collections.abc import Callable, Sequence

import pikepdf

from openrotations.documents.cleaning.drawing import drawn_pages, in_memory
from openrotations.documents.cleaning.fields import text_fields
from openrotations.documents.cleaning.frames import packed, unpacked
from openrotations.documents.cleaning.limits import set_limits
from openrotations.documents.cleaning.papers import add_paper, finished
from openrotations.documents.cleaning.photos import add_photo
from openrotations.documents.cleaning.sniffing import kind_of
from openrotations.documents.cleaning.verdicts import UnfitFile


def rebuilt(contents: Sequence[bytes]) -> list[bytes]:
    """One PDF of all files in their order, and its number of pages in words. Raises UnfitFile."""
    pdf = pikepdf.new()
    for content in contents:
        kind = kind_of(content)
        if kind == "pdf":
            add_paper(pdf, content)
        else:
            add_photo(pdf, content, kind)
    return [finished(pdf), str(len(pdf.pages)).encode()]


def answer(task: Callable[[], list[bytes]]) -> list[bytes]:
    """`fit` and what was made, or the code of what is wrong."""
    try:
        made = task()
    except UnfitFile as unfit:
        return [unfit.code.encode()]
    except (MemoryError, RecursionError):
        return [b"too-heavy"]
    return [b"fit", *made]


if __name__ == "__main__":
    given = unpacked(sys.stdin.buffer.read())
    # Written before the limits: afterwards this program can write no file at all.
    path = in_memory(given[0]) if sys.argv[1] == "draw" else ""
    set_limits()
    tasks: dict[str, Callable[[], list[bytes]]] = {
        "draw": lambda: drawn_pages(path),
        "fields": lambda: text_fields(given[0]),
        "rebuild": lambda: rebuilt(given),
    }
    sys.stdout.buffer.write(packed(answer(tasks[sys.argv[1]])))
