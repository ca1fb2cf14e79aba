"""`python -m openrotations.common.postgres remove FOLDER`: what `./bin/dev reset` calls."""

import sys
from pathlib import Path

from openrotations.common.postgres import remove_cluster


def main(words: list[str]) -> int:
    """Run one command; returns the exit code."""
    if len(words) != 2 or words[0] != "remove":
        print(__doc__, file=sys.stderr)
        return 2
    if remove_cluster(Path(words[1])):
        return 0
    print("A program still uses this database. Stop it first (Ctrl-C in its window).", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
