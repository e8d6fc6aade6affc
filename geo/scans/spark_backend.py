"""Ibis' Spark backend with results taken as Arrow: days of millions of rows are no objects then."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.pyspark import Backend
from ibis.formats.pyarrow import PyArrowData
from typing_extensions import override


class SparkBackend(Backend):  # type: ignore[misc]  # Ibis states no types
    """Serves as `ibis.pyspark.connect` does."""

    @override
    def to_pyarrow(
        self,
        expr: ir.Expr,
        /,
        *,
        params: Mapping[ir.Scalar, Any] | None = None,
        limit: int | str | None = None,
        **kwargs: Any,
    ) -> Any:
        self._run_pre_execute_hooks(expr)
        table = expr.as_table()
        query = self.compile(table, params=params, limit=limit, **kwargs)
        found: pa.Table = self._session.sql(query).toArrow()
        return expr.__pyarrow_result__(PyArrowData.convert_table(found, table.schema()))
