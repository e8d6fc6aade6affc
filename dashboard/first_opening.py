"""An archive's first opening: minutes of work, in a process of its own that can be watched.

The server stays quick meanwhile, gets none of the memory that the work takes, and may be stopped
at any moment: the cube is kept whole, or is not there.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

from dashboard.archives import Place, open_if_large, opened_by
from geo.cube import find_cube
from geo.errors import DharnaError, InputError

if TYPE_CHECKING:
    from dashboard.large import LargeCampaign

_GRACE_S: Final = 20.0
_BROKE_OFF: Final = (
    "The opening broke off without a word, as when memory runs out: close other programs, or allow "
    "it less."
)


@dataclass(eq=False)
class FirstOpening:
    """The opening of an archive while it goes on, and what came of it.

    Attributes
    ----------
    sources
        What is opened.
    place
        Who reads it.
    share, what
        How far it is, and what is done.
    error
        Why it failed, if it did.
    is_stopped
        Whether it was ended by hand, which is no failure.
    """

    sources: Sequence[str]
    place: Place
    share: float = 0.0
    what: str = ""
    error: str = ""
    is_stopped: bool = False
    started: float = field(default_factory=time.monotonic)
    done: threading.Event = field(default_factory=threading.Event)
    _fingerprint: str = ""
    _process: Any = None

    def start(self) -> None:
        """Begin in another process."""
        apart = multiprocessing.get_context("spawn")
        ours, theirs = apart.Pipe(duplex=False)
        process = apart.Process(target=_open, args=(list(self.sources), self.place, theirs))
        process.start()
        theirs.close()
        self._process = process
        threading.Thread(target=self._listen, args=(ours,), daemon=True).start()

    def _listen(self, channel: Connection) -> None:
        with suppress(EOFError, OSError):
            while True:
                kind, value = channel.recv()
                if kind == "told":
                    self.share, self.what = value
                elif kind == "made":
                    self._fingerprint = value
                elif kind == "stopped":
                    self.is_stopped = True
                else:
                    self.error = value
        self._process.join()
        if not self._fingerprint and not self.error and not self.is_stopped:
            self.error = _BROKE_OFF
        self.done.set()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self.started

    def result(self) -> LargeCampaign:
        """Return the archive, once it is `done`.

        Raises
        ------
        InputError
            When it could not be opened.
        """
        cube = None if self.error else find_cube(self._fingerprint)
        if cube is None:
            raise InputError(self.error or _BROKE_OFF)
        return opened_by(cube, self.sources)

    def stop(self) -> None:
        """End it before it is done, and wait until it has tidied up."""
        process = self._process
        if process is None:
            return
        if process.is_alive():
            self.is_stopped = True
            # As Ctrl-C does, which a terminal sends to both: drafts are removed on the way out.
            with suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGINT)
        process.join(_GRACE_S)
        if process.is_alive():
            process.kill()
            process.join()


def _open(sources: list[str], place: Place, channel: Connection) -> None:
    """Open an archive and make its first feed, in a process of its own."""
    from dashboard.filters import Filters

    signal.signal(signal.SIGINT, _interrupt_once)

    def tell(share: float, what: str) -> None:
        channel.send(("told", (share, what)))

    try:
        opened = open_if_large(sources, place=place, tell=tell)
        if opened is None:
            return
        if opened.choices.days:
            tell(0.99, "Packing the map")
            opened.feed(Filters())
        channel.send(("made", opened.cube.fingerprint))
    except DharnaError as error:
        with suppress(OSError):
            channel.send(("failed", str(error)))
    except BrokenPipeError:
        pass  # Whoever waited has gone.
    except KeyboardInterrupt:
        _say_stopped(channel)
    except Exception as error:
        if not _was_interrupted(error):
            raise
        _say_stopped(channel)


def _interrupt_once(_number: int, _frame: object) -> None:
    """Stop at the first Ctrl-C; the server's own, a moment later, must not disturb the tidying."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _say_stopped(channel: Connection) -> None:
    with suppress(OSError):
        channel.send(("stopped", None))


def _was_interrupted(error: Exception) -> bool:
    """Tell whether an engine reports Ctrl-C in its own words."""
    return type(error).__name__ == "InterruptException" or (
        isinstance(error, RuntimeError) and str(error) == "Query interrupted"
    )
