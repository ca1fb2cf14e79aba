"""Compiled functions: the one place where numba is set up.

The machine code is kept on disk, beside the sources or in the user's own cache, so that only the first process
compiles. Write searches with a stack of their own: a function that calls itself cannot be reloaded from the
cache (seen with numba 0.68).
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

if "NUMBA_CACHE_DIR" not in os.environ and not any(
    os.access(folder, os.W_OK) for folder in (Path(__file__).parent, Path("~").expanduser())
):
    os.environ["NUMBA_CACHE_DIR"] = tempfile.mkdtemp(prefix="openrotations-numba-")

import numba


def compiled[**P, T](function: Callable[P, T]) -> Callable[P, T]:
    """The function as machine code. Releases the interpreter's lock while it runs."""
    made: Callable[P, T] = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return made
