"""Answers of online geocoders, kept in a file so that no name is asked for twice."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from geo.errors import OutputError


class AnswerTable:
    """Answers kept in SQLite, one row a server and question."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute(
            "CREATE TABLE IF NOT EXISTS answers (server TEXT, question TEXT, country TEXT, "
            "answer TEXT, asked_at REAL, PRIMARY KEY (server, question, country))"
        )

    def read(self, server: str, question: str, country: str) -> dict[str, Any] | None:
        """Return the answer of a server to a question; ``None`` when it was never asked."""
        row = self._database.execute(
            "SELECT answer FROM answers WHERE server = ? AND question = ? AND country = ?",
            (server, question, country),
        ).fetchone()
        return None if row is None else dict(json.loads(row[0]))

    def keep(self, server: str, question: str, country: str, answer: Mapping[str, Any]) -> None:
        """Keep an answer at once."""
        self._database.execute(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)",
            (
                server,
                question,
                country,
                json.dumps(answer),
                time.time(),
            ),
        )
        self._database.commit()


@contextmanager
def kept_answers(path: Path) -> Iterator[AnswerTable]:
    """Open the file of answers; ``OutputError`` when it cannot be used."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        database = sqlite3.connect(path)
    except (OSError, sqlite3.Error) as error:
        msg = f"The cache of online answers {path.name} cannot be written: {error}."
        raise OutputError(msg) from error
    with closing(database):
        try:
            yield AnswerTable(database)
        except sqlite3.Error as error:
            msg = f"The cache of online answers {path.name} cannot be used ({error}): delete it."
            raise OutputError(msg) from error
