"""Columns of text in Arrow's memory: trimmed, mapped by their distinct values, put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, cast

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_KIND: Final = pa.large_string()
_WHITE: Final = np.zeros(256, dtype=bool)
_WHITE[[*range(9, 14), *range(28, 33)]] = True
_MAYBE_FIRST: Final = _WHITE.copy()
_MAYBE_FIRST[[0xC2, 0xE1, 0xE2, 0xE3]] = True
"""Bytes that a white character can begin with."""
_MAYBE_LAST: Final = _WHITE.copy()
_MAYBE_LAST[0x80:0xC0] = True
"""Bytes that a white character can end with."""

Text = Any
"""A chunked array of Arrow large strings without nulls, one entry a row."""


def text_of(column: pd.Series) -> Text:
    """Return a column as Arrow text, without nulls and without white space around it."""
    if isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow":
        array = cast(Any, column.array).__arrow_array__()
    else:
        array = pa.array(column.astype("object").where(column.notna(), None).map(_as_text), _KIND)
    if not isinstance(array, pa.ChunkedArray):
        array = pa.chunked_array([array])
    array = array.cast(_KIND)
    if array.null_count:
        array = pc.fill_null(array, "")
    if any(_may_need_trimming(chunk) for chunk in array.chunks):
        array = pc.utf8_trim_whitespace(array)
    return array


def series_of(text: Text, index: pd.Index) -> pd.Series:
    """Return Arrow text as a column of pandas' own text type, over the same memory."""
    kind: Any = pd.StringDtype("pyarrow", na_value=np.nan)
    array = text if isinstance(text, pa.ChunkedArray) else pa.chunked_array([text], _KIND)
    return pd.Series(kind.__from_arrow__(array.cast(_KIND)), index=index)


def constant(value: str, rows: int) -> Text:
    """Return a column that says the same in every row."""
    return pa.chunked_array([pa.repeat(pa.scalar(value, _KIND), rows)], _KIND)


def by_distinct(columns: Sequence[Text], rule: Callable[..., tuple[str, ...]]) -> tuple[Text, ...]:
    """Apply a rule to each distinct combination of cells once, and give every row its result.

    Parameters
    ----------
    columns
        Text of one length.
    rule
        Function of one cell of each column; returns texts, always as many.

    Returns
    -------
    tuple
        One text for each that the rule returns.

    >>> a = pa.chunked_array([pa.array(["x", "y", "x"], pa.large_string())])
    >>> by_distinct([a], lambda cell: (cell.upper(), cell * 2))[1].to_pylist()
    ['xx', 'yy', 'xx']
    """
    codes, combinations = _combinations(columns)
    results = [rule(*cells) for cells in combinations] or [rule(*("" for _ in columns))]
    given = list(zip(*combinations, strict=True))
    taken: dict[tuple[str, ...], Text] = dict(zip(given, columns, strict=False))
    for made in zip(*results, strict=True):
        # Memory is what costs here: columns that are alike are one, and may be the one given.
        if made not in taken:
            is_same = len(set(made)) == 1
            taken[made] = (
                constant(made[0], len(codes))
                if is_same
                else pa.chunked_array([pa.array(made, _KIND).take(codes)], _KIND)
            )
    return tuple(taken[made] for made in zip(*results, strict=True))


def map_distinct(column: Text, rule: Callable[[str], str]) -> Text:
    """Apply a rule to each distinct cell once; see `by_distinct`."""
    return by_distinct([column], lambda cell: (rule(cell),))[0]


def first_of(*columns: Text) -> Text:
    """Return each row's first cell that is not empty.

    >>> a, b = (pa.chunked_array([pa.array(x, pa.large_string())]) for x in (["", "p"], "qr"))
    >>> first_of(a, b).to_pylist()
    ['q', 'p']
    """
    *others, result = columns
    for column in reversed(others):
        result = pc.if_else(pc.equal(column, ""), result, column)
    return result


def joined(*columns: Text, by: str = "; ") -> Text:
    """Return each row's cells that are not empty, joined."""
    result = columns[0]
    for column in columns[1:]:
        both = pc.binary_join_element_wise(result, column, pa.scalar(by, _KIND))
        result = pc.if_else(
            pc.equal(column, ""), result, pc.if_else(pc.equal(result, ""), column, both)
        )
    return result


def is_one_of(column: Text, cells: Sequence[str]) -> Any:
    """Return a mask of the rows whose cell is one of these."""
    return pc.is_in(column, value_set=pa.array(list(cells), _KIND))


def blank_where(mask: Any, column: Text) -> Text:
    """Return the column with empty cells where the mask holds."""
    if not pc.any(mask).as_py():
        return column
    return pc.if_else(mask, pa.scalar("", _KIND), column)


def without(column: Text, cells: Sequence[str]) -> Text:
    """Return the column with these cells emptied: what a source writes where nothing is known."""
    return blank_where(is_one_of(column, cells), column)


def _combinations(columns: Sequence[Text]) -> tuple[Any, list[tuple[str, ...]]]:
    """Return each row's number of a distinct combination, and the combinations."""
    encoded = [encoded_of(column) for column in columns]
    codes, cells = encoded[0].indices, [encoded[0].dictionary]
    for array in encoded[1:]:
        width = max(len(array.dictionary), 1)
        key = codes.to_numpy().astype(np.int64) * width + array.indices.to_numpy()
        renumbered = pa.array(key).dictionary_encode()
        codes, pairs = renumbered.indices, renumbered.dictionary.to_numpy()
        cells = [cell.take(pa.array(pairs // width)) for cell in cells]
        cells.append(array.dictionary.take(pa.array(pairs % width)))
    return codes, list(zip(*(cell.to_pylist() for cell in cells), strict=True))


def encoded_of(column: Text) -> Any:
    """Return a column as numbers of its distinct cells (an Arrow dictionary array)."""
    chunks = column.dictionary_encode().chunks
    if not chunks:
        return pa.array([], _KIND).dictionary_encode()
    dictionary = chunks[-1].dictionary
    if any(len(chunk.dictionary) != len(dictionary) for chunk in chunks):
        return pa.chunked_array(chunks).unify_dictionaries().combine_chunks()
    indices = pa.chunked_array([chunk.indices for chunk in chunks]).combine_chunks()
    return pa.DictionaryArray.from_arrays(indices, dictionary)


def _may_need_trimming(chunk: Any) -> bool:
    """Look at the first and last byte of every cell: far cheaper than trimming all of them."""
    if len(chunk) == 0:
        return False
    _, offset_bytes, data_bytes = chunk.buffers()
    offsets = np.frombuffer(offset_bytes, np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
    starts, ends = offsets[:-1], offsets[1:]
    filled = ends > starts
    if not filled.any():
        return False
    if not filled.all():
        starts, ends = starts[filled], ends[filled]
    data = np.frombuffer(data_bytes, np.uint8)
    return bool(_MAYBE_FIRST[data[starts]].any() or _MAYBE_LAST[data[ends - 1]].any())


def _as_text(cell: object) -> str | None:
    return None if cell is None else str(cell)
