"""The loop of the helper process: a request on standard input, an answer on standard output.

A request is a line of JSON with ``task``, ``size``, ``seconds``, ``memory`` and the options of
the task, and then `size` bytes. An answer is a line of JSON: ``{"done": …}`` or ``{"fault": …}``.
It ends with its input, with its parent, or by an alarm where a task takes too long.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from importlib import import_module
from threading import Thread
from time import sleep
from typing import Any

# Each module has a function `run(data, options)` that gives what JSON can hold.
TASKS = {"html": "pages", "pdf": "papers", "docx": "word"}
# How often it looks whether its parent still lives, in seconds.
_LOOK = 0.5


def main() -> None:
    """Answer until the input ends or the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    answers = os.fdopen(os.dup(1), "wb")
    # What a library prints must not stand among the answers.
    os.dup2(2, 1)
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        data = sys.stdin.buffer.read(request["size"])
        answers.write(json.dumps(_answer(request, data)).encode() + b"\n")
        answers.flush()


def _end_with(parent: int) -> None:
    """End this process soon after its parent.

    The input ends with the parent too, but not while others hold it (forks), nor in a task.
    """
    while os.getppid() == parent:
        sleep(_LOOK)
    os._exit(0)


def _answer(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    try:
        run = import_module(f"neshast.reading.apart.{TASKS[request['task']]}").run
        _limit(request["memory"], request["seconds"])
        return {"done": run(data, request)}
    except MemoryError:
        return {"fault": f"it needs more than {request['memory']} bytes of memory"}
    except Exception as fault:
        return {"fault": " ".join(f"{type(fault).__name__}: {fault}".split())[:200]}
    finally:
        _limit(None, 0)


def _limit(memory: int | None, seconds: float) -> None:
    """Bound the address space, and end this process after so many seconds (0: never)."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)
    if sys.platform == "linux" and memory:
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        if hard != resource.RLIM_INFINITY:
            memory = min(memory, hard)
        resource.setrlimit(resource.RLIMIT_AS, (memory, hard))


if __name__ == "__main__":
    main()
