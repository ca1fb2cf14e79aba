"""How fast, how large and how good, beside other programs. `./bin/dev bench` prints it; nothing here is a test."""
