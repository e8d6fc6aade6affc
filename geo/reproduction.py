"""How fast onsets multiply: the reproduction number over time, growth and doubling time."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from geo.errors import InputError
from geo.observations import Floats, as_numbers, whole_number

PRIOR_MEAN: Final = 5.0
PRIOR_SD: Final = 5.0
"""EpiEstim's prior of R: wide, and high enough that R < 1 is never concluded from silence."""
_ROUNDING: Final = 0.01
_Z: Final = 1.959963984540054
_FEWEST_ONSETS: Final = 3


def reproduction_number(
    onsets_per_day: npt.ArrayLike, serial_interval: npt.ArrayLike, *, window_days: int = 7
) -> pd.DataFrame:
    r"""Estimate how many onsets follow from one onset, over sliding windows (Cori et al. 2013).

    Given the past, onsets of day t are Poisson with mean R_t · L_t, where the infection pressure
    L_t = sum over s of w_s · I_(t-s). With a gamma prior of shape a and scale b and one R a window,
    the posterior is gamma with shape a + sum of I and scale 1 / (1/b + sum of L).

    Parameters
    ----------
    onsets_per_day
        Onsets I of every day, shape (days,), none left out; at least 0.
    serial_interval
        Weights w by lag in days from 0, at least 0; lag 0 must have none. A table rounded to a sum
        within 1 % of one is used as it is, as EpiEstim does; any other sum is scaled to one.
    window_days
        Length of a window.

    Returns
    -------
    pandas.DataFrame
        Columns ``mean sd low high`` (``low`` and ``high`` are the 2.5 and 97.5 % points of the
        posterior). The index ``day`` is the number of a window's last day, the first day being 1.
        The first window begins on day 2: onsets of day 1 came from elsewhere. Windows that end
        before a mean serial interval has passed are NaN, too early to tell, as in EpiEstim. A
        window without onsets and without pressure gives back the prior, mean 5 and sd 5: it holds
        no information. A series no longer than the window has no row.

    Raises
    ------
    InputError
        When weights or onsets cannot be used, in one sentence.

    Notes
    -----
    Source: Cori, Ferguson, Fraser and Cauchemez, American Journal of Epidemiology 178 (2013)
    1505-1512. R is a description here: reports of protest are not infections, and sites may answer
    to a call from the centre on the same day.
    """
    onsets = _daily(onsets_per_day)
    weights = _serial_weights(serial_interval)
    length = whole_number(window_days, "The window in days", least=1)
    if len(onsets) <= length:
        index = pd.RangeIndex(0, name="day")
        return pd.DataFrame(columns=["mean", "sd", "low", "high"], index=index, dtype="float64")
    pressure = np.convolve(onsets, weights)[: len(onsets)]
    shape = (PRIOR_MEAN / PRIOR_SD) ** 2 + _window_sums(onsets[1:], length)
    prior_scale = PRIOR_SD**2 / PRIOR_MEAN
    scale = 1 / (1 / prior_scale + _window_sums(pressure[1:], length))
    last_day = np.arange(length + 1, len(onsets) + 1)
    # Until a mean interval has passed most of what may follow from the first days is still to come.
    scale[last_day <= weights @ np.arange(len(weights))] = np.nan
    from scipy.special import gammaincinv

    return pd.DataFrame(
        {
            "mean": shape * scale,
            "sd": np.sqrt(shape) * scale,
            "low": gammaincinv(shape, 0.025) * scale,
            "high": gammaincinv(shape, 0.975) * scale,
        },
        index=pd.Index(last_day, name="day"),
    )


def discrete_serial_interval(mean_days: float, sd_days: float, *, longest_days: int = 60) -> Floats:
    """Return weights by lag from 0 for a gamma-distributed interval shifted by one day.

    Trailing lags below one in a million are cut off and the rest scaled to one. For protests no
    serial interval has been published: mean and sd are the user's assumption, to be shown with R.

    Source: Cori et al. (2013), web appendix 11.

    >>> [round(float(w), 3) for w in discrete_serial_interval(2.6, 1.5)[:5]]
    [0.0, 0.233, 0.359, 0.198, 0.103]
    """
    if not (mean_days > 1 and sd_days > 0 and longest_days >= 1):
        msg = (
            f"A serial interval of mean {mean_days} and sd {sd_days} days cannot be used; "
            "give a mean above 1 day and an sd above 0."
        )
        raise InputError(msg)
    from scipy.special import gammainc

    shape, scale = ((mean_days - 1) / sd_days) ** 2, sd_days**2 / (mean_days - 1)
    lag = np.arange(longest_days + 1, dtype=np.float64)

    def below(days: Floats, plus: int) -> Floats:
        return np.asarray(gammainc(shape + plus, np.maximum(days, 0) / scale), dtype=np.float64)

    first = lag * below(lag, 0) + (lag - 2) * below(lag - 2, 0) - 2 * (lag - 1) * below(lag - 1, 0)
    second = 2 * below(lag - 1, 1) - below(lag - 2, 1) - below(lag, 1)
    weights = np.maximum(first + shape * scale * second, 0.0)
    weights[0] = 0.0
    kept = weights[: int(np.flatnonzero(weights > 1e-6)[-1]) + 1]
    return np.asarray(kept / kept.sum(), dtype=np.float64)


@dataclass(frozen=True)
class Growth:
    """Exponential growth of onsets a day, with a 95 % interval.

    ``doubling_days`` and its bounds are NaN while the interval of the rate spans zero; negative
    values are halving times. ``dispersion`` is Pearson's, at least 1.
    """

    rate_per_day: float
    low: float
    high: float
    doubling_days: float
    doubling_low: float
    doubling_high: float
    dispersion: float
    n: int
    note: str


def growth_rate(onsets_per_day: npt.ArrayLike) -> Growth:
    """Fit log E(onsets) = a + r · day by maximum likelihood (Poisson regression, log link).

    Parameters
    ----------
    onsets_per_day
        Onsets of every day, shape (days,), days without onsets included.

    Returns
    -------
    Growth
        ``rate_per_day`` is r, doubling time ln 2 / r. Standard errors are those of the Poisson
        model times the root of Pearson's dispersion where that exceeds 1, since protests begin in
        bursts. NaN with a note when fewer than three onsets, or onsets on the first or last day
        alone, leave r undefined.

    Notes
    -----
    Source: McCullagh and Nelder, Generalized Linear Models (1989), chapter 6.

    >>> round(growth_rate([1, 2, 4, 8, 16]).doubling_days, 6)
    1.0
    """
    onsets = _daily(onsets_per_day)
    total = float(onsets.sum())
    rate, error, dispersion = (float(v[0]) for v in _fit_growth(onsets[None, :], len(onsets)))
    if math.isnan(rate):
        note = f"{total:g} onsets on {int((onsets > 0).sum())} of {len(onsets)} days tell no trend"
        return _no_growth(round(total), note)
    low, high = rate - _Z * error, rate + _Z * error
    told = low > 0 or high < 0
    double, least, most = (math.log(2) / r if told else math.nan for r in (rate, high, low))
    note = "" if told else "the interval spans zero: neither growth nor decline can be told"
    return Growth(rate, low, high, double, least, most, dispersion, round(total), note)


def _no_growth(n: int, note: str) -> Growth:
    unknown = math.nan
    return Growth(unknown, unknown, unknown, unknown, unknown, unknown, unknown, n, note)


def growth_by_day(onsets_per_day: npt.ArrayLike, *, window_days: int = 7) -> pd.DataFrame:
    """Fit `growth_rate` on the window up to each day: ``growth low high doubling_days``.

    One row a day; windows are shorter at the beginning. NaN where growth cannot be told.
    """
    onsets = _daily(onsets_per_day)
    # One zero more in front, and its window dropped, so that no days are no trouble.
    padded = np.concatenate([np.zeros(window_days), onsets])
    windows = np.lib.stride_tricks.sliding_window_view(padded, window_days)[1:]
    lengths = np.minimum(np.arange(1, len(onsets) + 1), window_days)
    rate, error, _ = _fit_growth(windows, lengths)
    low, high = rate - _Z * error, rate + _Z * error
    told = (low > 0) | (high < 0)
    doubling = np.full(len(rate), np.nan)
    doubling[told] = math.log(2) / rate[told]
    return pd.DataFrame({"growth": rate, "low": low, "high": high, "doubling_days": doubling})


def _fit_growth(
    windows: Floats, lengths: int | npt.NDArray[np.int_]
) -> tuple[Floats, Floats, Floats]:
    """Return rate, standard error and dispersion of each row's last `lengths` days.

    With the intercept profiled out, the likelihood equation says that the mean day under weights
    exp(r · day) is the mean day of the onsets; it rises with r, so that bisection cannot fail.
    """
    width = windows.shape[1]
    used = np.arange(width) >= width - np.reshape(lengths, (-1, 1))
    x = np.arange(width, dtype=np.float64) - (width - 1)
    total = windows.sum(axis=1)
    told = total >= _FEWEST_ONSETS
    mean = np.divide(windows @ x, total, out=np.zeros(len(windows)), where=told)
    # On the first or the last day alone the likelihood has no maximum.
    told &= (mean < -1e-12) & (mean > 1e-12 - np.broadcast_to(lengths, mean.shape) + 1)
    low, high = np.full(len(windows), -60.0), np.full(len(windows), 60.0)
    for _ in range(70):
        rate = (low + high) / 2
        ahead = _tilted(x, used, rate) @ x > mean
        low, high = np.where(ahead, low, rate), np.where(ahead, rate, high)
    share = _tilted(x, used, rate)
    variance = share @ x**2 - (share @ x) ** 2
    fitted = np.where(used, share * total[:, None], 0.0)
    squares = np.divide(
        (windows - fitted) ** 2, fitted, out=np.zeros_like(fitted), where=fitted > 0
    )
    free = np.broadcast_to(lengths, mean.shape) - 2
    dispersion = np.maximum(squares.sum(axis=1) / np.maximum(free, 1), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(dispersion / (total * variance))
    blank = np.where(told & (free >= 1), 0.0, np.nan)
    return rate + blank, error + blank, dispersion + blank


def _tilted(x: Floats, used: npt.NDArray[np.bool_], rate: Floats) -> Floats:
    """Return each row's shares of onsets under rate r: exp(r · x), scaled to sum to one."""
    power = np.where(used, rate[:, None] * x, -np.inf)
    weight = np.exp(power - power.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True), dtype=np.float64)


def _window_sums(values: Floats, length: int) -> Floats:
    return np.asarray(np.convolve(values, np.ones(length), mode="valid"), dtype=np.float64)


def _daily(onsets_per_day: npt.ArrayLike) -> Floats:
    onsets = as_numbers(onsets_per_day, "onsets a day")
    if not (onsets >= 0).all() or not np.isfinite(onsets).all():
        msg = "Onsets a day must be numbers of 0 or more; fill days without onsets with 0."
        raise InputError(msg)
    return onsets


def _serial_weights(serial_interval: npt.ArrayLike) -> Floats:
    weights = as_numbers(serial_interval, "weights of the serial interval")
    if not (weights >= 0).all() or not np.isfinite(weights).all() or weights.sum() <= 0:
        msg = "The serial interval needs weights of 0 or more that do not sum to 0."
        raise InputError(msg)
    if weights[0] != 0:
        msg = (
            f"The serial interval has weight {weights[0]:g} at lag 0; an onset cannot follow from "
            "itself, so give 0 first."
        )
        raise InputError(msg)
    total = float(weights.sum())
    return weights if abs(total - 1) <= _ROUNDING else weights / total
