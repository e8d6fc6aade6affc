"""An archive's first opening: minutes of work, in a process of its own that can be watched.

The server stays quick meanwhile, gets none of the memory that the work takes, and may be stopped
at any moment: the cube is kept whole, or is not there.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, Any, Final

from dashboard.archives import Place, open_if_large, opened_by
from geo.cube import find_cube
from geo.errors import DharnaError, InputError

if TYPE_CHECKING:
    from dashboard.large import LargeCampaign

Send = Callable[[tuple[str, Any]], None]

_GRACE_S: Final = 20.0
# Ctrl-C while Python still imports ends the process without a word.
_CHILD: Final = (
    "import signal; signal.signal(signal.SIGINT, signal.SIG_DFL); "
    "from dashboard.first_opening import open_for_parent; open_for_parent()"
)
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
    _process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Begin in another process."""
        # Not by multiprocessing: its processes run the main module again, which here is a page.
        process = subprocess.Popen(  # noqa: S603 - our own code, and no word of a user's
            [sys.executable, "-P", "-c", _CHILD], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        asked, told = process.stdin, process.stdout
        assert asked is not None  # noqa: S101 - pipes were asked for
        assert told is not None  # noqa: S101
        with suppress(OSError), asked:
            # Not as arguments, which every user of the machine could read.
            pickle.dump((list(self.sources), self.place), asked)
        self._process = process
        threading.Thread(target=self._listen, args=(process, told), daemon=True).start()

    def _listen(self, process: subprocess.Popen[bytes], told: IO[bytes]) -> None:
        with told, suppress(EOFError, OSError, pickle.UnpicklingError):
            while True:
                kind, value = pickle.load(told)  # noqa: S301 - from our own process
                if kind == "told":
                    self.share, self.what = value
                elif kind == "made":
                    self._fingerprint = value
                elif kind == "stopped":
                    self.is_stopped = True
                else:
                    self.error = value
        process.wait()
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
        if process.poll() is None:
            self.is_stopped = True
            # As Ctrl-C does, which a terminal sends to both: drafts are removed on the way out.
            process.send_signal(signal.SIGINT)
        try:
            process.wait(_GRACE_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def open_for_parent() -> None:
    """Open what the standard input names, and tell the standard output how it goes."""
    sources, place = pickle.load(sys.stdin.buffer)  # noqa: S301 - from the process that began this
    # What a library prints must not come between what is told.
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)

        def send(told: tuple[str, Any]) -> None:
            pickle.dump(told, out)
            out.flush()

        with suppress(BrokenPipeError):  # Whoever waited has gone.
            open_apart(sources, place, send)


def open_apart(sources: list[str], place: Place, send: Send) -> None:
    """Open an archive and make its first feed, in a process of its own.

    Parameters
    ----------
    sources, place
        What is opened, and who reads it.
    send
        Told ``("told", (share, what))`` as it goes on, and at the end ``("made", fingerprint)``,
        ``("failed", sentence)`` or ``("stopped", None)``.
    """
    from dashboard.filters import Filters

    signal.signal(signal.SIGINT, _interrupt_once)

    def tell(share: float, what: str) -> None:
        send(("told", (share, what)))

    try:
        opened = open_if_large(sources, place=place, tell=tell)
        if opened is None:
            return
        if opened.choices.days:
            tell(0.99, "Packing the map")
            opened.feed(Filters())
        send(("made", opened.cube.fingerprint))
    except DharnaError as error:
        send(("failed", str(error)))
    except KeyboardInterrupt:
        send(("stopped", None))
    except Exception as error:
        if not _was_interrupted(error):
            raise
        send(("stopped", None))


def _interrupt_once(_number: int, _frame: object) -> None:
    """Stop at the first Ctrl-C; the server's own, a moment later, must not disturb the tidying."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _was_interrupted(error: Exception) -> bool:
    """Tell whether an engine reports Ctrl-C in its own words."""
    return type(error).__name__ == "InterruptException" or (
        isinstance(error, RuntimeError) and str(error) == "Query interrupted"
    )
