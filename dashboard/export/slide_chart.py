"""Reports and active places by day, as a chart on a slide that can be edited."""

from __future__ import annotations

from typing import Final

import pandas as pd

from dashboard.export.material import Material
from dashboard.export.slide_shapes import EMU, SANS, Place, SlideWriter, rgb_of
from dashboard.translation import date_in_words, translate, trn
from geo.narrative import Language
from geo.timeline import count_days

_LABELS: Final = 40
"""Days from which on only some are named below the chart."""
_URDU_DIGITS: Final = "[$-3000429]0"
"""Whole numbers in digits of kind 3 (۰ to ۹); LibreOffice knows them of language 0429 (Persian)
only, whose digits are those of Urdu."""


def add_chart(writer: SlideWriter, material: Material) -> None:
    """Add a slide with the counts of the days covered."""
    from pptx.chart.data import CategoryChartData
    from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
    from pptx.util import Pt

    palette, language = writer.palette, writer.language
    counts = count_days(material.timeline, material.days)
    slide = writer.slide(
        translate("Reports and places by day", language),
        Place(110, 60, 1700, 90, 44, bold=True),
    )
    data = CategoryChartData()
    data.categories = [_short(day, language) for day in counts["day"]]
    data.add_series(translate("Reports", language), counts["reports"].tolist())
    data.add_series(translate("Places with a report", language), counts["active"].tolist())
    box = (110 * EMU, 170 * EMU, 1700 * EMU, 740 * EMU)
    shape = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box, data)
    shape.name = "Counts"
    total = int(counts["reports"].sum())
    said = f"{trn('{n} report', '{n} reports', total)}, {material.span_in_words}"
    shape._element.nvGraphicFramePr.cNvPr.set("descr", said)
    chart = shape.chart
    chart.has_legend, chart.has_title = True, False
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    chart.font.size, chart.font.name = Pt(14), SANS
    chart.font.color.rgb = rgb_of(palette.text)
    for series, colour in zip(
        chart.plots[0].series, (palette.continuing, palette.started), strict=True
    ):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb_of(colour)
    chart.plots[0].gap_width, chart.plots[0].overlap = 60, 0
    ticks = chart.value_axis.tick_labels
    if language == "ur":
        ticks.number_format, ticks.number_format_is_linked = _URDU_DIGITS, False
    if len(counts) <= _LABELS:
        chart.plots[0].has_data_labels = True
        labels = chart.plots[0].data_labels
        labels.font.size, labels.font.color.rgb = Pt(11), rgb_of(palette.text)
        if language == "ur":
            labels.show_value = True
            labels.number_format, labels.number_format_is_linked = _URDU_DIGITS, False
    chart.value_axis.major_gridlines.format.line.color.rgb = rgb_of(palette.border)
    chart.value_axis.format.line.fill.background()
    writer.text(slide, material.doubt, Place(110, 940, 1700, 90, 22), palette.muted)
    writer.notes(slide, f"{said}. {material.doubt}")


def _short(day: pd.Timestamp, language: Language) -> str:
    """Return a day without its year, which the title slide names.

    >>> _short(pd.Timestamp("2021-01-06"), "en")
    '6 January'
    """
    return date_in_words(day, language, weekday=False).rpartition(" ")[0]
