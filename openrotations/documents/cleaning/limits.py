"""How much a file may hold, and how much the program that reads it may use."""

import resource

MOST_PAGES = 60
MOST_PICTURES = 20
# A photo of 120 million pixels is read small (JPEG only); other formats are read whole.
MOST_PIXELS_JPEG = 120_000_000
MOST_PIXELS = 36_000_000
LONG_SIDE = 2600
# What a stream inside a PDF may unfold to; a page scanned in colour at 600 dpi has 104 MB.
MOST_UNFOLDED = 128 * 1024 * 1024
MOST_UNFOLDED_IN_ALL = 512 * 1024 * 1024
_MEMORY = 230 * 1024 * 1024
CPU_SECONDS = 9


def set_limits() -> None:
    """From here on this program may take so much more memory, so much time, and write no file."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (_used() + _MEMORY, _used() + _MEMORY))


def _used() -> int:
    """Bytes of private memory this program has now, as the limit counts them; a fair guess where it is not told."""
    try:
        with open("/proc/self/status", encoding="ascii") as file:
            for line in file:
                if line.startswith("VmData:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 200 * 1024 * 1024
