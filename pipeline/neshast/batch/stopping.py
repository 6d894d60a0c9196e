"""Being told to stop: by a signal to this process, or by whoever gave it its work."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NUMBERS = (signal.SIGINT, signal.SIGTERM)


class Stop:
    """How often it was said: once is after the documents in hand, twice is at once.

    What it asks for is done between messages: a signal may come amid anything.
    """

    def __init__(self) -> None:
        self.count = 0

    @property
    def at_once(self) -> bool:
        """It was said again."""
        return self.count > 1

    @contextmanager
    def signals(self) -> Iterator[int | None]:
        """Hear SIGINT and SIGTERM meanwhile; only the main thread of a process does.

        Gives a pipe in which each of them leaves a byte, so that it ends a waiting for messages;
        None in other threads.
        """
        if threading.current_thread() is not threading.main_thread():
            yield None
            return
        bell, ring = os.pipe()
        os.set_blocking(ring, False)
        wakeup = signal.set_wakeup_fd(ring, warn_on_full_buffer=False)
        before = [signal.signal(number, self._said) for number in _NUMBERS]
        try:
            yield bell
        finally:
            for number, handler in zip(_NUMBERS, before, strict=True):
                signal.signal(number, handler)
            signal.set_wakeup_fd(wakeup)
            os.close(bell)
            os.close(ring)

    def _said(self, number: int, frame: FrameType | None) -> None:
        self.count += 1
