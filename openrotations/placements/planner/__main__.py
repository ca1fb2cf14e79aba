"""`python -m openrotations.placements.planner`: the planner's command line."""

import sys

from openrotations.placements.planner.commands import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
