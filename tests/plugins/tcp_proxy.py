"""Stand between a client and a real broker and break the line on purpose."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Self

_CHUNK = 64 * 1024


class Line(StrEnum):
    """What happens to bytes on the line."""

    OPEN = "open"
    REFUSED = "refused"  # connections are reset
    SWALLOWED = "swallowed"  # bytes vanish in both directions, nobody is told: a half-open connection


class TcpProxy:
    """Forward a local port to another one through a line that can be refused or swallowed."""

    def __init__(self, target_port: int) -> None:
        """Prepare; `start` binds a free port."""
        self.line = Line.OPEN
        self.port = 0
        self.rewrite: Callable[[bytes], bytes] = bytes
        """Changes what the far end answers."""
        self._target_port = target_port
        self._loop = asyncio.new_event_loop()
        self._writers: set[asyncio.StreamWriter] = set()
        self._dead: set[asyncio.StreamWriter] = set()
        self._thread = threading.Thread(target=self._loop.run_forever, name="tcp-proxy")

    def __enter__(self) -> Self:
        """Listen."""
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._serve, "127.0.0.1", 0), self._loop
        ).result(5)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        """Close everything and let the thread end."""
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def set_line(self, line: Line) -> None:
        """Change the line; REFUSED also resets what is connected."""
        self.line = line
        if line is Line.REFUSED:
            self._loop.call_soon_threadsafe(self._reset)

    def cut(self) -> None:
        """Reset every connection once; new ones are welcome."""
        self._loop.call_soon_threadsafe(self._reset)

    def swallow_connected(self) -> None:
        """Swallow for ever what goes over today's connections, and tell nobody; new ones work."""
        self._loop.call_soon_threadsafe(lambda: self._dead.update(self._writers))

    def _reset(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _close(self) -> None:
        self._server.close()
        self._reset()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.line is Line.REFUSED:
            writer.transport.abort()
            return
        self._writers.add(writer)
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        except OSError:
            writer.transport.abort()
            self._writers.discard(writer)
            return
        self._writers.add(far_writer)
        # Cancelled only when everything ends.
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(self._pump(reader, far_writer, bytes), self._pump(far_reader, writer, self._rewritten))
        self._writers -= {writer, far_writer}
        self._dead -= {writer, far_writer}

    def _rewritten(self, chunk: bytes) -> bytes:
        return self.rewrite(chunk)

    async def _pump(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rewrite: Callable[[bytes], bytes]
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                if self._swallows(writer):
                    continue
                writer.write(rewrite(chunk))
                await writer.drain()
        if not self._swallows(writer):
            writer.close()

    def _swallows(self, writer: asyncio.StreamWriter) -> bool:
        return self.line is Line.SWALLOWED or writer in self._dead
