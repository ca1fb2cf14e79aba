"""The settings of a demo whose clock stands `AHEAD` seconds ahead of the machine's, and runs."""

import os
import time

import time_machine

from tests.browser.demo_settings import *  # noqa: F403

AHEAD = "BROWSER_CLOCK_AHEAD"
time_machine.travel(time.time() + float(os.environ[AHEAD]), tick=True).start()
