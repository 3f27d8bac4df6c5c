"""Stand between a client and a real broker as a long line does: every byte is late, none is lost; turns are counted."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from typing import Self

_CHUNK = 64 * 1024


class SlowLine:
    """Forward a local port to another one; an answer is `delay` seconds later than without it."""

    def __init__(self, target_port: int, *, delay: float) -> None:
        """Prepare; entering binds a free port."""
        self.port = self.turns = 0
        self._target_port, self._delay = target_port, delay
        self._is_answered = True
        self._writers: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="slow-line")

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

    async def _close(self) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self._target_port)
        self._writers |= {writer, far_writer}
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(
                self._pump(reader, far_writer, is_answer=False), self._pump(far_reader, writer, is_answer=True)
            )

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, is_answer: bool) -> None:
        """Let each piece come out half the delay after it came in, however many are on their way."""

        def arrive(chunk: bytes) -> None:
            self._is_answered = self._is_answered or is_answer
            if not writer.is_closing():
                writer.write(chunk)

        with contextlib.suppress(OSError):
            while chunk := await reader.read(_CHUNK):
                if not is_answer and self._is_answered:
                    self.turns += 1
                    self._is_answered = False
                self._loop.call_later(self._delay / 2, arrive, chunk)
        self._loop.call_later(self._delay / 2, writer.close)
