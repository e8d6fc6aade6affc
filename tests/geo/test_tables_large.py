"""Files beyond a megabyte go through DuckDB: the same table comes out, only sooner."""

from __future__ import annotations

import csv
import gzip
import io
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bench.acled_like import write_acled_like
from geo.errors import FormatError
from geo.tables import RawTable, delimited, read_table
from geo.tables.physical import count_lines, row_lines

Write = Callable[[str, str | bytes], Path]

cells = st.text(
    st.sampled_from("ab1 ,;'=\n\r\"") | st.characters(exclude_categories=["Cs", "Cc"]),
    max_size=6,
)


@pytest.fixture
def always_fast(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Send every file through DuckDB; note each that the careful reader took over."""
    taken: list[str] = []
    careful = delimited._with_care

    def note(*given: object, **named: object) -> RawTable:
        taken.append("careful")
        return careful(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(delimited, "FAST_FROM_BYTES", -1)
    monkeypatch.setattr(delimited, "_with_care", note)
    return taken


def as_csv(rows: list[list[str]], end: str = "\n", delimiter: str = ",") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, lineterminator=end).writerows(rows)
    return stream.getvalue().encode()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^", "¦"])
def test_the_fast_way_is_taken(
    write: Write, always_fast: list[str], end: str, mark: bytes, delimiter: str
) -> None:
    rows = [["date", "place"], ["1", "کراچی"], ["2", f'a{delimiter}"b"'], ["3", ""]]
    table = read_table(write("x.csv", mark + as_csv(rows, end, delimiter)))
    assert table.cells.to_numpy().tolist() == rows[1:]
    assert list(table.cells.columns) == rows[0]
    assert table.cells.index.tolist() == [2, 3, 4]
    assert table.cells.index.name == "line"
    assert always_fast == []


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b'date,place\n1,"a\nb\nc"\n2,x\n', [2, 5]),
        (b'date,place\r\n1,"a\nb"\r\n2,x\r\n', [2, 4]),
        (b"date,place\n\n1,a\n\n\n2,b\n\n", [3, 6]),
        (b"\n\ndate,place\n1,a\n2,b", [4, 5]),
        (b"date,place\n1,a\n,\n2,b\n", [2, 4]),
        (b'"date\n(local)",place\n1,a\n2,b\n', [3, 4]),
        (b"sep=,\ndate,place\n1,a\n2,b\n", [3, 4]),
        (b"date,place,,\n1,a,,\n2,b,,\n", [2, 3]),
        (b'date,place\n1,"a ""x""\n"" b"\n2,x\n', [2, 4]),
    ],
)
def test_lines_are_those_of_the_file(
    write: Write, always_fast: list[str], content: bytes, lines: list[int]
) -> None:
    path = write("x.csv", content)
    fast = read_table(path, columns=lambda header: header[:1])
    assert fast.cells.index.tolist() == lines
    assert fast.cells.iloc[:, 0].tolist() == ["1", "2"]
    whole = fast.fetch(lines)
    assert whole.iloc[:, 0].tolist() == ["1", "2"]
    # A line end within the header is the one thing that DuckDB cannot skip over.
    assert always_fast == (["careful"] if content.startswith(b'"date') else [])
    assert whole.equals(careful_read(path).cells)


def careful_read(path: Path) -> RawTable:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "FAST_FROM_BYTES", 1 << 60)
        return read_table(path)


@pytest.mark.parametrize(
    "content",
    [
        b"date,place\n1,a,b\n2,c\n",
        b'date,place\n1,"a\n2,c\n3,d\n',
        b'date,place\n1,"a"x\n2,c\n',
        b"date,place\n1\n2,c\n",
        b"date,place\n1,a\0\n2,cc\n3,ddddddddddddddddddd\n",
        b"date,place\n1,\xff\n2,c\n",
        b"date,place\n1,a\r2,c\n3,d\n",
        b"date,place\r1,a\r2,c\r",
        b"date,place,,\n1,a,,x\n2,c,,\n",
        b'date,place\n1,"a\rb"\n2,c\n',
        b"date,place\n1,a\n2,cc" + b"x" * 1_100_000 + b"\n3,d\n",
        b'date,place\n1,x"y\n2,"a\nb"\n3,c\n',
        b"date,place\n",
        b"date,place",
        "date,place\n1,کراچی\n".encode("utf-16"),
    ],
)
def test_whatever_is_out_of_order_is_read_with_care(
    write: Write, always_fast: list[str], content: bytes
) -> None:
    path = write("x.csv", content)
    table = read_table(path)
    # What was decoded anew is in order after that, and may go the fast way.
    assert always_fast == (["careful"] if not table.notes else [])
    expected = careful_read(path)
    assert table.cells.equals(expected.cells)
    assert table.misshapen == expected.misshapen
    assert table.notes == expected.notes


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([",", ";", "|"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
)
@example([["a", "b", "c"], ["", "", ""], ["1", "\n", "2"]], "\r\n", ",", csv.QUOTE_ALL)
def test_both_ways_agree(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[list[str]],
    end: str,
    delimiter: str,
    quoting: int,
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator=end, quoting=quoting)  # type: ignore[arg-type]
    writer.writerows([["x", "y", "z"], *rows])
    path = tmp_path_factory.mktemp("t") / "x.csv"
    path.write_bytes(stream.getvalue().encode())
    expected = careful_read(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "FAST_FROM_BYTES", -1)
        table = read_table(path)
        part = read_table(path, columns=lambda _: ["y"])
    assert table.cells.to_numpy().tolist() == expected.cells.to_numpy().tolist()
    assert table.cells.index.tolist() == expected.cells.index.tolist()
    assert table.misshapen == expected.misshapen == part.misshapen
    assert part.cells.equals(table.cells[["y"]])
    assert part.fetch(part.cells.index.tolist()).equals(expected.cells)


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300), st.sampled_from([b"", b"date,place\n", b"a;b\r\n1;2\r\n"]))
def test_no_bytes_raise_anything_else(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, before: bytes
) -> None:
    path = tmp_path_factory.mktemp("t") / "x.csv"
    path.write_bytes(before + data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "FAST_FROM_BYTES", -1)
        try:
            table = read_table(path)
        except FormatError:
            return
    assert table.cells.index.is_unique
    assert not table.cells.isna().to_numpy().any()


@settings(deadline=None, max_examples=60)
@given(
    st.text('ab1,"\n', min_size=20, max_size=300),
    st.sampled_from([12, 40, 1 << 20]),
)
@example('1,"x\n2,y\n3,z\n"' + "4,w\n" * 10 + '5,"\n6,"q', 12)
def test_blocks_make_no_difference(
    tmp_path_factory: pytest.TempPathFactory, text: str, size: int
) -> None:
    """Rows in any disorder, cut at any place: the same table as row by row."""
    path = tmp_path_factory.mktemp("t") / "x.csv"
    path.write_text("date,place\n" + text, newline="", encoding="utf-8")
    expected = careful_read(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "FAST_FROM_BYTES", -1)
        patch.setattr(delimited, "read_fast", lambda *_, **__: None)
        patch.setattr("geo.tables.blocks._BLOCK_BYTES", size)
        table = read_table(path, columns=lambda _: ["place"])
    assert table.cells["place"].tolist() == expected.cells["place"].tolist()
    assert table.cells.index.tolist() == expected.cells.index.tolist()
    assert table.misshapen == expected.misshapen
    assert table.notes == expected.notes
    assert table.fetch(table.cells.index.tolist()).equals(expected.cells)


def test_lines_across_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, quotation marks and line ends that lie on the border of two blocks."""
    rows = [["id", "note"], *([str(i), "x\ny" * (i % 3) + '"' * (i % 2)] for i in range(200))]
    for end in ("\n", "\r\n"):
        path = tmp_path / "x.csv"
        path.write_bytes(as_csv(rows, end))
        whole = row_lines(path).tolist()
        lines = count_lines(path)
        assert lines.count == path.read_bytes().count(b"\n")
        assert not lines.lone_cr
        for size in (1, 2, 3, 7, 64):
            monkeypatch.setattr("geo.tables.physical._BLOCK", size)
            assert count_lines(path) == lines
            assert row_lines(path).tolist() == whole
        monkeypatch.undo()
        # No note, then one line end within the note, then two.
        assert whole[:6] == [1, 2, 3, 5, 8, 9]
        assert len(whole) == 201


def test_names_that_look_like_patterns(
    tmp_path: Path, always_fast: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a*.csv", "[b].csv", "c?.csv", "it's.csv", "{d}.csv"):
        Path("abcd.csv").write_bytes(b"wrong,file\n1,2\n")
        Path(name).write_bytes(b"date,place\n1,Quetta\n")
        table = read_table(Path(name))
        assert table.cells.to_numpy().tolist() == [["1", "Quetta"]]
    assert always_fast == []


def test_a_large_file_is_read_soon_and_in_little_memory(tmp_path: Path) -> None:
    """Against a yardstick in the same run: pandas' own reader in C."""
    path = write_acled_like(tmp_path / "x.csv", 100_000)
    needed = ["event_id_cnty", "event_date", "event_type", "location", "latitude", "longitude"]
    read_table(path, columns=lambda _: needed)
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        table = read_table(path, columns=lambda _: needed)
        times.append(time.perf_counter() - begun)
    begun = time.perf_counter()
    expected = pd.read_csv(path, dtype="str", keep_default_na=False)
    yardstick = time.perf_counter() - begun
    assert min(times) < 1.5 * yardstick
    expected.index = pd.RangeIndex(2, len(expected) + 2, name="line")
    assert table.cells.equals(expected[needed])
    some = np.random.default_rng(1).choice(expected.index, 50).tolist()
    assert table.fetch(some).equals(expected.loc[some])


def test_one_bad_row_of_many(tmp_path: Path) -> None:
    path = write_acled_like(tmp_path / "x.csv", 20_000)
    lines = path.read_bytes().split(b"\n")
    lines[9_999] = b'"broken,"row"'
    lines[15_000] += b",one,too,many"
    path.write_bytes(b"\n".join(lines))
    table = read_table(path, columns=lambda _: ["event_date"])
    assert sorted(table.misshapen) == [10_000, 15_001]
    assert len(table.cells) == 20_000
    assert table.cells.index.tolist() == list(range(2, 20_002))
    assert list(table.cells.columns) == ["event_date"]
    row = table.fetch([15_001]).iloc[0]
    assert row["timestamp"].endswith(",one,too,many")


def test_packed_and_old_letters(tmp_path: Path) -> None:
    path = write_acled_like(tmp_path / "x.csv", 5_000)
    text = path.read_text(encoding="utf-8").replace("Chak", "Chäk")
    expected = read_table(path).cells
    for name, content in {
        "a.csv.gz": gzip.compress(text.encode()),
        "b.csv": text.encode("cp1252"),
        "c.csv": text.encode("utf-16"),
    }.items():
        (tmp_path / name).write_bytes(content)
        table = read_table(tmp_path / name, columns=lambda _: ["location"])
        assert table.cells["location"].str.replace("ä", "a").equals(expected["location"])
        assert table.fetch([4_000])["location"].iloc[0].startswith("Chäk")


def test_memory_of_a_large_read(tmp_path: Path) -> None:
    """A file of 130 MB, a sixth of whose columns is needed, adds less than twice its size."""
    path = write_acled_like(tmp_path / "x.csv", 200_000)
    code = (
        "import sys; from pathlib import Path; from geo.tables import read_table\n"
        "import duckdb, pandas\n"
        "def now(key):\n"
        "    for line in Path('/proc/self/status').read_text().splitlines():\n"
        "        if line.startswith(key): return int(line.split()[1]) // 1024\n"
        "before = now('VmRSS')\n"
        "table = read_table(Path(sys.argv[1]), columns=lambda h: h[:5])\n"
        "print(now('VmHWM') - before)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    assert int(run.stdout) < 260
