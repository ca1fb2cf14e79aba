"""Several pieces of bytes in one stream: how many, then each with its length before it."""

import struct
from collections.abc import Sequence

_LENGTH = struct.Struct(">Q")


def packed(parts: Sequence[bytes]) -> bytes:
    """One stream that holds these parts."""
    return b"".join([_LENGTH.pack(len(parts)), *(_LENGTH.pack(len(part)) + part for part in parts)])


def unpacked(stream: bytes) -> list[bytes]:
    """The parts of a stream. Raises struct.error for one that was cut."""
    [count] = _LENGTH.unpack_from(stream)
    place, parts = _LENGTH.size, []
    for _number in range(count):
        [length] = _LENGTH.unpack_from(stream, place)
        place += _LENGTH.size
        parts.append(stream[place : place + length])
        place += length
    return parts
