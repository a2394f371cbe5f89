"""JSON values over a pipe, each behind its length in four bytes."""

import json
import os
import struct

_HEAD = struct.Struct(">I")
LONGEST = 16 << 20  # bytes of one value; a judgement has a few thousand


class Ended(Exception):
    """The other end of the pipe is gone, or says what is no frame."""


def write_frame(descriptor: int, value: object) -> None:
    """Writes one value. Raises Ended where nobody reads any more."""
    body = json.dumps(value, allow_nan=False).encode()
    if len(body) > LONGEST:
        raise ValueError(f"a value of {len(body)} bytes is too long for the pipe")
    data = memoryview(_HEAD.pack(len(body)) + body)
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except BrokenPipeError:
        raise Ended from None


def read_frame(descriptor: int) -> object:
    """Waits for one value. Raises Ended."""
    (length,) = _HEAD.unpack(_exactly(descriptor, _HEAD.size))
    if length > LONGEST:
        raise Ended
    return json.loads(_exactly(descriptor, length))


def _exactly(descriptor: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(descriptor, min(size, 1 << 16))
        if not part:
            raise Ended
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


class Inbox:
    """Frames of a pipe that is read without waiting, a piece at a time."""

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor
        self._held = bytearray()

    def receive(self) -> list[object]:
        """The values that are complete after one read. Raises Ended."""
        piece = os.read(self.descriptor, 1 << 16)
        if not piece:
            raise Ended
        self._held += piece
        values = []
        while len(self._held) >= _HEAD.size:
            (length,) = _HEAD.unpack_from(self._held)
            if length > LONGEST:
                raise Ended
            end = _HEAD.size + length
            if len(self._held) < end:
                break
            values.append(json.loads(bytes(self._held[_HEAD.size : end])))
            del self._held[:end]
        return values
