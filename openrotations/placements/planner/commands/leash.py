"""Ending with whoever started the planner: a search that nobody waits for only takes memory and time."""

import os
import threading

ENDED_AT_ONCE = 130


def end_with(descriptor: int) -> None:
    """End this process as soon as the other end of this pipe is closed, as when its holder was killed."""
    threading.Thread(target=_wait, args=(descriptor,), daemon=True).start()


def _wait(descriptor: int) -> None:
    while os.read(descriptor, 1):
        pass
    os._exit(ENDED_AT_ONCE)
