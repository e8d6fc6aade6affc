"""How far an export is, told to whoever waits; and the way to stop it."""

from __future__ import annotations

from collections.abc import Callable

from geo.errors import DharnaError


class CancelledError(DharnaError):
    """An export was stopped by whoever asked for it; nothing is left of it."""


class Progress:
    """Told by those who make files; listened to by those who wait.

    Parameters
    ----------
    tell
        Called with what is being made and how much of it is done, from 0 to 1.
    is_cancelled
        Asked often; once it says yes the export stops with `CancelledError`.
    """

    def __init__(
        self,
        tell: Callable[[str, float], None] | None = None,
        is_cancelled: Callable[[], bool] | None = None,
    ) -> None:
        self._tell = tell
        self._is_cancelled = is_cancelled
        self._what = ""

    def begin(self, what: str) -> None:
        """Say what is made next."""
        self._what = what
        self.done(0.0)

    def done(self, share: float) -> None:
        """Say how much is done of it; raise `CancelledError` when nobody wants it any more."""
        self.check()
        if self._tell is not None:
            self._tell(self._what, share)

    def check(self) -> None:
        """Raise `CancelledError` when nobody wants it any more."""
        if self._is_cancelled is not None and self._is_cancelled():
            msg = "The export was cancelled; nothing of it was written."
            raise CancelledError(msg)
