"""`python -m openrotations` is `rotations`."""

import sys

from openrotations.cli import main

sys.exit(main())
