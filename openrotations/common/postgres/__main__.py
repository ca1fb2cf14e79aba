"""`python -m openrotations.common.postgres remove FOLDER [AROUND]`: what `./bin/dev reset` calls.

Stops the server over FOLDER and deletes it, then the folder AROUND it.
"""

import sys
from pathlib import Path

from openrotations.common.postgres import remove_cluster


def main(words: list[str]) -> int:
    """Run one command; returns the exit code."""
    if len(words) not in (2, 3) or words[0] != "remove":
        print(__doc__, file=sys.stderr)
        return 2
    if remove_cluster(Path(words[1]), around=Path(words[2]) if words[2:] else None):
        return 0
    print(
        "A program still uses this database, so nothing was deleted. Stop it first (Ctrl-C in its window),"
        " then run this again.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
