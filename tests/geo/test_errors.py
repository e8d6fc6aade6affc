"""The error tree: caught as one family, and as the builtins that callers know."""

import inspect
from pathlib import Path

import pytest

from geo import errors
from geo.boundaries import load_boundaries
from geo.errors import DharnaError, FormatError, InputError, OutputError, SourceNotFoundError
from geo.gazetteer import load_gazetteer
from geo.loader import load_campaign, read_reports

BUILTINS = {
    "InputError": ValueError,
    "FormatError": ValueError,
    "SchemaError": ValueError,
    "SourceNotFoundError": LookupError,
    "GazetteerError": ValueError,
    "BoundaryError": ValueError,
    "OutputError": OSError,
}


def test_every_error_is_a_dharna_error_and_a_builtin() -> None:
    found = dict(inspect.getmembers(errors, inspect.isclass))
    assert set(found) == {"DharnaError", *BUILTINS}
    for name, builtin in BUILTINS.items():
        assert issubclass(found[name], DharnaError)
        assert issubclass(found[name], builtin)


def test_the_docstring_draws_every_error() -> None:
    drawn = errors.__doc__ or ""
    assert all(name in drawn for name in BUILTINS)


def test_input_errors_say_where() -> None:
    assert InputError("No.", where="a.csv").where == "a.csv"
    assert InputError("No.").where is None
    assert issubclass(FormatError, InputError)
    assert not issubclass(SourceNotFoundError, InputError)
    assert not issubclass(OutputError, InputError)


@pytest.mark.parametrize(
    "raising",
    [
        lambda: load_campaign("no_such_campaign"),
        lambda: load_campaign("postgres://host/table"),
        lambda: load_campaign("x" * 5000),
        lambda: read_reports(Path("nowhere.csv")),
        lambda: load_gazetteer("XX"),
        lambda: load_gazetteer(""),
        lambda: load_boundaries("XX"),
        lambda: load_boundaries("PK", view="moon"),  # type: ignore[arg-type]
    ],
)
def test_a_message_is_one_sentence_that_says_what_to_do(raising: object) -> None:
    with pytest.raises(DharnaError) as caught:
        raising()  # type: ignore[operator]
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    assert len(message) > 20
