"""Answers that many sessions share: each worked out once, and kept within a bound."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Question = TypeVar("Question", bound=Hashable)
Answer = TypeVar("Answer")


class Answers(Generic[Question, Answer]):
    """Answers by question; who asks while one is worked out waits for it.

    Parameters
    ----------
    most
        What all kept answers may weigh together; the newest is kept whatever it weighs.
    weigh
        What one weighs.
    """

    def __init__(self, most: int, weigh: Callable[[Answer], int]) -> None:
        self._most = most
        self._weigh = weigh
        self._held: OrderedDict[Question, Answer] = OrderedDict()
        self._working: dict[Question, threading.Lock] = {}
        self._lock = threading.Lock()

    def get(self, question: Question, find: Callable[[], Answer]) -> Answer:
        """Return the answer to a question, found now unless it is kept."""
        with self._lock:
            if question in self._held:
                self._held.move_to_end(question)
                return self._held[question]
            working = self._working.setdefault(question, threading.Lock())
        with working:
            with self._lock:
                if question in self._held:
                    return self._held[question]
            found = find()
            with self._lock:
                self._held[question] = found
                self._working.pop(question, None)
                self._put_away()
            return found

    def _put_away(self) -> None:
        weight = sum(self._weigh(answer) for answer in self._held.values())
        while weight > self._most and len(self._held) > 1:
            _, oldest = self._held.popitem(last=False)
            weight -= self._weigh(oldest)
