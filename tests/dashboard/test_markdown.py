"""Text from a file stands in Markdown as text."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.markdown import plain

MEANINGFUL = set("\\`*_{}[]()<>#+-.!|$~:=&")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[click](javascript:alert(1))",
        "![picture](http://example.org/x.png)",
        "**bold** _slanted_ ~~gone~~ `code`",
        "# heading",
        "Heading\n===",
        "- list\n1. list",
        "| table | table |",
        "$x^2$ and :smile: and :red[text]",
        "&lt;b&gt; &copy;",
    ],
)
def test_nothing_that_has_a_meaning_stays_bare(text: str) -> None:
    bare = re.sub(r"\\.", "", plain(text))
    assert not MEANINGFUL & set(bare)


@settings(deadline=None)
@given(st.text(st.sampled_from("ab کر\n") | st.sampled_from(sorted(MEANINGFUL)) | st.characters()))
def test_what_is_read_is_what_was_written(text: str) -> None:
    assert re.sub(r"\\([^\w\s]|_)", r"\1", plain(text)) == text


@pytest.mark.parametrize("text", ["", "Quetta", "کوئٹہ", "Tando Bago, 5"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert plain(text) == text
