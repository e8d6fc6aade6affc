"""What is said beside each measure: unit, meaning, formula, sources, and the way it misleads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Words:
    """The words that go with a measure wherever it is shown; ``meaning`` is one line."""

    label: str
    unit: str
    meaning: str
    formula: str
    sources: tuple[str, ...]
    caveat: str


_COUNT: Final = "count"
_SNYDER: Final = "Snyder, Map Projections: A Working Manual, USGS PP 1395 (1987)"
_KARNEY: Final = "Karney, J. Geodesy 87 (2013) 43"
_YUILL: Final = "Yuill, Geografiska Annaler B 53 (1971) 28"
_GLM: Final = "McCullagh and Nelder, Generalized Linear Models (1989)"
_MARDIA: Final = "Mardia and Jupp, Directional Statistics (2000)"
_KNOX: Final = "Knox, Applied Statistics 13 (1964) 25"
_MANTEL: Final = "Mantel, Cancer Research 27 (1967) 209"
_ELLIPSE_CAVEAT: Final = (
    "Two regions give an ellipse between them, where nobody protests; it counts sites, not people."
)

MEASURE_WORDS: Final[dict[str, Words]] = {
    "active": Words(
        "Active sites",
        "sites",
        "Places with a report for that day.",
        _COUNT,
        (),
        "Days with little news look calm.",
    ),
    "new": Words(
        "New sites",
        "sites",
        "Places whose first onset is that day.",
        _COUNT,
        (),
        "A late report looks like a late protest.",
    ),
    "ended": Words(
        "Ended sites",
        "sites",
        "Places of which a report for that day says that it ended there.",
        _COUNT,
        (),
        "Ends are reported less than beginnings.",
    ),
    "silent": Words(
        "Silent sites",
        "sites",
        "Places reported before, without a report for that day.",
        _COUNT,
        (),
        "Silence is not an end.",
    ),
    "outlets": Words(
        "Outlets",
        "outlets",
        "Different newsrooms behind that day's reports: at least so many.",
        "largest number of outlets at one site; at most their sum over the sites",
        (),
        "Newsrooms copy agencies: several may have one witness.",
    ),
    "crowd": Words(
        "Crowd, where a size is given",
        "persons",
        "Sum of the lowest sizes that reports of that day give.",
        "sum over sites of the lowest size given, and of the highest",
        (),
        "Most sites have no size: the sum is not the crowd.",
    ),
    "sites": Words(
        "Sites reached",
        "sites",
        "Places with at least one report until then.",
        _COUNT,
        (),
        "It can only grow, and places without a correspondent are missing.",
    ),
    "reports": Words(
        "Reports",
        "reports",
        "Statements of sources, each counted on every day that it speaks of.",
        _COUNT,
        (),
        "More reports mean more reporting, not more protest.",
    ),
    "provinces": Words(
        "Provinces reached",
        "provinces",
        "Provinces and territories with at least one report until then.",
        _COUNT,
        (),
        "One report is enough, whatever the size of the province.",
    ),
    "reach_km2": Words(
        "Reach",
        "km²",
        "Area of the smallest convex shape that holds all places reached.",
        "area of the convex hull, Lambert azimuthal equal-area projection",
        (_SNYDER,),
        "One far place adds a province of empty land; it crosses borders and sea, and only grows.",
    ),
    "population": Words(
        "Population of the towns reached",
        "persons",
        "People who live in the towns reached, where the gazetteer knows their number.",
        "sum of GeoNames' populations over the towns reached",
        ("GeoNames (CC BY 4.0)",),
        "People who live there, not people who took part; small places have no number.",
    ),
    "distance_median_km": Words(
        "Median distance of onsets",
        "km",
        "Half of the new places lie nearer to the origin than this.",
        "median of WGS84 geodesics from the origin to the places of first onset",
        (_KARNEY,),
        "Roads are longer; with one or two onsets it is the distance of those towns.",
    ),
    "distance_p90_km": Words(
        "90th percentile of the distance",
        "km",
        "Nine in ten of the new places lie nearer to the origin than this.",
        "90 % quantile of WGS84 geodesics from the origin",
        (_KARNEY,),
        "With few onsets it is nearly the farthest one.",
    ),
    "front_km_per_day": Words(
        "Front speed",
        "km/day",
        "How much farther from the origin first onsets lie with each day.",
        "Theil-Sen: median of (d_j − d_i) / (t_j − t_i) over pairs of onsets on different days",
        ("Sen, JASA 63 (1968) 1379", "Pinhasi, Fort and Ammerman, PLoS Biology 3 (2005) e410"),
        "Where the interval holds zero there is no measurable front; leaps to cities give none.",
    ),
    "leading_edge_km_per_day": Words(
        "Speed of the leading edge",
        "km/day",
        "How fast the farthest tenth of first onsets moves away from the origin.",
        "slope of the 90 % regression quantile of distance on day",
        ("Koenker and Bassett, Econometrica 46 (1978) 33", "Koenker (1994)"),
        "It needs about 15 onsets before it has an interval.",
    ),
    "growth_per_day": Words(
        "Growth rate",
        "per day",
        "By how much the number of onsets a day multiplies, as a rate: 0.1 is some 10 % a day.",
        "Poisson regression log E(onsets) = a + r · day; errors times the root of the dispersion",
        (_GLM,),
        "The number of towns is finite, so growth must slow; growing attention is growth too.",
    ),
    "doubling_days": Words(
        "Doubling time",
        "days",
        "Days in which onsets a day double; negative where they halve.",
        "ln 2 / r",
        (_GLM,),
        "Given only where the interval of the growth rate excludes zero.",
    ),
    "direction_deg": Words(
        "Direction",
        "degrees from north",
        "Mean bearing from the origin to the places of first onset.",
        "circular mean of bearings",
        (_MARDIA,),
        "Where the origin lies at a country's edge, all of the country is in one direction.",
    ),
    "concentration": Words(
        "Concentration of the direction (0 to 1)",
        "",
        "1 when all places lie in one direction, near 0 when they lie all round.",
        "R = |mean of unit vectors|",
        (_MARDIA,),
        "Large by chance for few onsets (about 0.89 / √n); two opposite sides give near 0.",
    ),
    "ellipse_major_km": Words(
        "Ellipse, long half-axis",
        "km",
        "How far places scatter about their mean centre along the main direction.",
        "√(2 · Σ w d² / Σ w · n / (n − 2)) along the principal axis",
        (_YUILL,),
        _ELLIPSE_CAVEAT,
    ),
    "ellipse_minor_km": Words(
        "Ellipse, short half-axis",
        "km",
        "How far places scatter about their mean centre across the main direction.",
        "√(2 · Σ w d² / Σ w · n / (n − 2)) across the principal axis",
        (_YUILL,),
        _ELLIPSE_CAVEAT,
    ),
    "ellipse_bearing_deg": Words(
        "Ellipse, bearing",
        "degrees from north",
        "Which way the long axis of the ellipse points (0 to 180).",
        "½ · arctan(2 s_xy / (s_xx − s_yy)), from north",
        (_YUILL,),
        "Means nothing where both half-axes are about alike.",
    ),
    "continuity": Words(
        "Onsets near an earlier site",
        "of later onsets",
        "Share of later onsets within the given distance of a place that began earlier.",
        "share of onsets with an earlier onset within d km",
        ("docs/method.md, Continuity against leaps",),
        "It depends on the distance chosen and on how densely towns lie: compare the expectation.",
    ),
    "continuity_expected": Words(
        "The same by chance",
        "of later onsets",
        "That share when the same dates are dealt to the same places at random.",
        "mean of 1 − C(N − 1, k) / C(n − 1, k)",
        ("docs/method.md, Continuity against leaps",),
        "A share above it speaks for steps from place to place, one below for leaps.",
    ),
    "knox_ratio": Words(
        "Pairs near in space and time",
        "times as many as by chance",
        "How many more pairs of onsets are near in place and in date than chance would give.",
        "observed / (near pairs · close pairs / all pairs)",
        (_KNOX, _MANTEL),
        "It shows interaction of place and date, not that anyone followed anyone.",
    ),
    "knox_p": Words(
        "Knox test, p-value",
        "",
        "Chance of at least as many such pairs when dates are dealt to places at random.",
        "(1 + shuffles with at least as many) / (1 + shuffles)",
        (_KNOX, _MANTEL),
        "On few onsets a large value says little; thresholds chosen afterwards make it too small.",
    ),
    "link_km": Words(
        "Median length of links",
        "km",
        "Distance to the nearest place that began earlier, half of the places having less.",
        "median over places of the geodesic to the nearest earlier place",
        ("Edmonds, J. Res. NBS 71B (1967) 233",),
        "A link is an inference: nobody observed it.",
    ),
    "open_stretches": Words(
        "May go on beyond the data",
        "stretches of protest",
        "Stretches without a reported end that were active where the data stop.",
        "count of stretches whose silence is no longer than the gap rule on the last day",
        ("docs/method.md, What all of them rest on",),
        "Their length is not known: lengths of the others alone are too short.",
    ),
    "reproduction": Words(
        "Reproduction number",
        "onsets for each onset",
        "Onsets that follow from one onset, under the serial interval that you state.",
        "(a + Σ I) / (1/b + Σ L), gamma prior of mean 5 and sd 5, last window",
        ("Cori et al., Am. J. Epidemiol. 178 (2013) 1505",),
        "The word is borrowed from infection; places that answer one call count as caused.",
    ),
}
"""By the name of the figure, which is that of the column by day where there is one."""
