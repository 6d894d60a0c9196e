"""Who works on what: one small file for each shard in hand, on the disk that all machines share.

A lease is taken by creating a file that must not be there, which every file system does at once for
one only. Its holder touches it; one that was not touched for `LASTS` seconds, or whose process on
this machine is gone, may be followed by the next number: nobody removes the lease of another.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import count
from threading import get_ident
from time import monotonic

from neshast.batch.disk import Disk, refusal
from neshast.errors import OutputError

LASTS = 60.0
# A holder writes who he is right after creating the file; one who died between the two did not.
_UNSIGNED = 5.0
# A lease names its process. Which of them this process still holds, and which it could not remove
# when it gave them back, only it can tell.
_held_here: set[str] = set()


@dataclass(frozen=True, slots=True)
class Holder:
    """A process: `machine` names a host since it was started, `born` when the process was."""

    host: str
    machine: str
    pid: int
    born: str


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a shard."""

    key: str
    number: int


class Leases:
    """The leases in a folder, for this process.

    Args:
        folder: where they are.
        disk: what writes them.
    """

    def __init__(self, folder: str, disk: Disk) -> None:
        self._folder, self._disk = os.path.realpath(folder), disk
        self._me = holder(os.getpid())
        self._held: dict[Lease, None] = {}
        self._touched = monotonic()

    @property
    def mark(self) -> str:
        """A name for this process, unlike that of any other at work in the folder."""
        return f"{self._me.host}.{self._me.pid}"

    def take(self, key: str) -> Lease | None:
        """The lease on a shard; None while another holds it.

        Raises:
            OutputError: if the file cannot be written.
        """
        for number in count():
            path = self._path(Lease(key, number))
            try:
                with self._disk.create(path, new=True) as stream:
                    self._disk.write(stream, json.dumps(asdict(self._me)).encode())
            except FileExistsError:
                if self._lives(path):
                    return None
                continue
            except OSError as error:
                with contextlib.suppress(OSError):
                    self._disk.remove(path)
                raise refusal(path, error) from error
            lease = Lease(key, number)
            self._held[lease] = None
            _held_here.add(path)
            return lease
        raise AssertionError("numbers never end")

    def holds(self, lease: Lease) -> bool:
        """False if others took this process for gone, since it stood still for too long."""
        after = Lease(lease.key, lease.number + 1)
        return os.path.exists(self._path(lease)) and not os.path.exists(self._path(after))

    def release(self, lease: Lease) -> None:
        """Give a lease back, and clear away those that it followed. One that was followed stays."""
        followed = not self.holds(lease)
        del self._held[lease]
        _held_here.discard(self._path(lease))
        if followed:
            return
        for number in range(lease.number + 1):
            with contextlib.suppress(OSError):
                self._disk.remove(self._path(Lease(lease.key, number)))

    def release_all(self) -> None:
        """Give all back."""
        for lease in list(self._held):
            self.release(lease)

    def beat(self) -> None:
        """Show that this process lives; does something only every few seconds."""
        if monotonic() - self._touched < LASTS / 6:
            return
        self._touched = monotonic()
        for lease in self._held:
            with contextlib.suppress(OSError):
                self._disk.touch(self._path(lease))

    def others(self) -> Iterator[tuple[str, Holder | None]]:
        """The shards that other living processes hold, by key."""
        for name in sorted(_names(self._folder)):
            path = os.path.join(self._folder, name)
            try:
                lives = self._lives(path)
            except OutputError:
                # Who may only look cannot ask the disk for its time.
                lives = True
            if lives and (one := _signed(path)) != self._me:
                yield name.partition(".")[0], one

    def _path(self, lease: Lease) -> str:
        return os.path.join(self._folder, f"{lease.key}.{lease.number}")

    def _lives(self, path: str) -> bool:
        """False if the holder is known to be gone, or was not heard of for too long."""
        who = _signed(path)
        if who == self._me:
            return path in _held_here
        if who and (who.machine, who.host) == (self._me.machine, self._me.host):
            return holder(who.pid) == who
        return self._age(path) < (LASTS if who else _UNSIGNED)

    def _age(self, path: str) -> float:
        """Seconds since a file was touched, by the clock of its disk."""
        probe = os.path.join(self._folder, f".clock.{self.mark}.{get_ident()}")
        try:
            with self._disk.create(probe):
                now = os.stat(probe).st_mtime
            self._disk.remove(probe)
            return now - os.stat(path).st_mtime
        except FileNotFoundError:
            return LASTS
        except OSError as error:
            raise refusal(probe, error) from error


def holder(pid: int) -> Holder:
    """A process of this machine as it can be told from a later one with the same number."""
    return Holder(socket.gethostname(), _machine(), pid, _born(pid))


def _machine() -> str:
    """What a restart changes, and what tells containers apart that share a kernel."""
    parts = []
    with contextlib.suppress(OSError), open("/proc/sys/kernel/random/boot_id") as stream:
        parts.append(stream.read().strip())
    with contextlib.suppress(OSError):
        parts.append(os.readlink("/proc/self/ns/pid"))
    return " ".join(parts)


def _born(pid: int) -> str:
    """When a process began, as the kernel counts; empty if it is gone or dead."""
    try:
        with open(f"/proc/{pid}/stat") as stream:
            fields = stream.read().rpartition(")")[2].split()
    except OSError:
        return "" if os.path.isdir("/proc/self") or not _runs(pid) else "?"
    return "" if fields[0] in "ZX" else fields[19]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _signed(path: str) -> Holder | None:
    try:
        with open(path, encoding="utf-8") as stream:
            return Holder(**json.load(stream))
    except (OSError, ValueError, TypeError):
        return None


def _names(folder: str) -> list[str]:
    try:
        return [name for name in os.listdir(folder) if not name.startswith(".")]
    except FileNotFoundError:
        return []
