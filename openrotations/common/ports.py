"""Ports of this machine."""

import socket
from contextlib import closing


class NoFreePort(Exception):
    """Every port that was tried is taken."""


def free_port(wanted: int, *, host: str = "127.0.0.1") -> int:
    """The wanted port, or the next one that nobody uses."""
    for port in range(wanted, wanted + 200):
        with closing(socket.socket()) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise NoFreePort(f"no free port from {wanted} to {wanted + 199}")
