"""`./bin/dev bench [NAME …] [options]`: the benches named, or all, one after the other."""

import subprocess
import sys

from benches import BENCHES
from benches.measuring import say


def main(words: list[str]) -> int:
    """Run the benches that `words` begin with, or all; what follows are options of the one bench named."""
    names = list(words[: next((i for i, word in enumerate(words) if word not in BENCHES), len(words))])
    options = words[len(names) :]
    if options and len(names) != 1:
        listed = "\n".join(f"  {name:<16}{what}" for name, what in BENCHES.items())
        say(f"Usage: ./bin/dev bench [NAME …], or ./bin/dev bench NAME with its options. Benches:\n{listed}")
        return 0 if options[0] in ("-h", "--help", "help") else 2
    codes = [run_bench(name, options) for name in names or BENCHES]
    return max(codes)


def run_bench(name: str, options: list[str]) -> int:
    """Run one bench in a process of its own, and return its exit code."""
    say(f"\n== {name} ==")
    words = ["tests/run_all.py", "load", *options] if name == "seats" else ["-m", f"benches.{name}", *options]
    return subprocess.run([sys.executable, *words], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
