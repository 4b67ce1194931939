"""A body as it comes off the wire: unpacked, counted, and given up where it is too large.

Pure.
"""

from __future__ import annotations

import zlib

from bot.fetch.unusable import Unusable
from bot.types import FailureReason

_STEP = 64 * 1024
_GZIP = b"\x1f\x8b"


class Body:
    """Takes chunks and keeps at most ``limit`` bytes of content. ``encoding`` is the Content-Encoding header."""

    def __init__(self, encoding: str, limit: int) -> None:
        coding = encoding.strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip"):
            raise Unusable(FailureReason.ENCODING, f"content encoding {coding[:60]!r}: only gzip is taken")
        self._unpack = _gunzip() if coding.endswith("gzip") else None
        self._limit = limit
        self._wire = 0
        self._content = bytearray()

    def feed(self, chunk: bytes) -> None:
        """Raises Unusable where the limit is passed, on the wire or unpacked, or the packed data is damaged."""
        self._wire += len(chunk)
        if self._wire > self._limit:
            raise Unusable(FailureReason.TOO_LARGE, f"more than {self._limit} bytes")
        if self._unpack is None:
            self._keep(chunk)
        else:
            self._inflate(self._unpack, chunk)

    def end(self) -> bytes:
        """The whole content. Raises Unusable where the packed data breaks off."""
        if self._unpack is not None and self._wire and not self._unpack.eof:
            raise Unusable(FailureReason.ENCODING, "gzip data breaks off")
        return bytes(self._content)

    def _inflate(self, unpack: zlib._Decompress, chunk: bytes) -> None:
        while chunk:
            if unpack.eof:  # another member may follow; anything else is padding, and left alone
                if not chunk.startswith(_GZIP):
                    return
                unpack = self._unpack = _gunzip()
            try:
                self._keep(unpack.decompress(chunk, _STEP))
            except zlib.error as error:
                raise Unusable(FailureReason.ENCODING, f"gzip data is damaged: {error}") from error
            chunk = unpack.unused_data if unpack.eof else unpack.unconsumed_tail

    def _keep(self, content: bytes) -> None:
        if len(self._content) + len(content) > self._limit:
            raise Unusable(FailureReason.TOO_LARGE, f"more than {self._limit} bytes unpacked")
        self._content += content


def _gunzip() -> zlib._Decompress:
    return zlib.decompressobj(16 + zlib.MAX_WBITS)
