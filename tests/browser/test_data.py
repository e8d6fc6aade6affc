"""Page Data as its users have it: bring files, see every row accounted for, mend what is wrong."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeoutError

from tests.browser.conftest import LOCAL, settle

TABLE = """date,place,event_type,source
2021-01-05,Quetta,sit-in,Dawn
2021-01-06,Xyzzy Bazaar,sit-in,Dawn
soon,Lahore,march,Dawn
2021-01-07,Karachi,<img src=x onerror=alert(1)>,=HYPERLINK(1)
"""
NEWER = TABLE.replace("2021-01-05,Quetta", "2021-01-04,Quetta") + "2021-01-08,Lahore,march,Dawn\n"


def opened(page: Page, server: str) -> Page:
    page.goto(f"{server}/data")
    expect(page.get_by_role("tab", name="Merging")).to_be_visible()
    settle(page)
    return page


def bring(page: Page, *paths: Path) -> None:
    taken = page.get_by_role("button", name="Back to the campaign of this server")
    # A file given while the page is drawn anew may be dropped: give it again, as a user would.
    for patience_ms in (8_000, 12_000, 30_000):
        page.locator('input[type="file"]').first.set_input_files([str(path) for path in paths])
        try:
            taken.wait_for(timeout=patience_ms)
            break
        except PlaywrightTimeoutError:
            continue
    expect(taken).to_be_visible()
    settle(page)


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()
    settle(page)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "brought.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def test_every_row_of_the_files_brought_is_accounted_for(
    page: Page, server: str, table: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("<!DOCTYPE html><html><body>log in</body></html>", encoding="utf-8")
    bring(opened(page, server), table, bad)
    account = page.locator(".dharna-account")
    expect(account).to_contain_text("4 rows read: 3 accepted, 1 rejected")
    expect(account).to_contain_text("2 placed")
    expect(account).to_contain_text("1 not placed")
    expect(page.get_by_text("bad.csv is a web page, not a table")).to_be_visible()
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)


def test_what_one_session_brings_no_other_sees(
    page: Page, server: str, table: Path, browser: Browser
) -> None:
    bring(opened(page, server), table)
    expect(page.get_by_text("Shown in this session: brought")).to_be_visible()
    page.get_by_role("link", name="Explore").click()
    expect(page.locator(".dharna-day h1")).to_contain_text("brought")
    others = browser.new_context()
    try:
        other = others.new_page()
        other.goto(f"{server}/data")
        expect(other.get_by_text("Sit-ins after the Machh killings").first).to_be_visible()
        settle(other)
        assert "brought" not in other.content()
        assert "Xyzzy" not in other.content()
        other.goto(page.url)
        expect(other.locator(".dharna-day h1")).to_contain_text("Machh")
        other.get_by_role("link", name="About").click()
        expect(other.get_by_text("249 rows read from").first).to_be_visible()
        assert "brought" not in other.content()
    finally:
        others.close()


def test_rejected_rows_are_downloaded_mended_and_read_again_alone(
    page: Page, server: str, table: Path, tmp_path: Path
) -> None:
    bring(opened(page, server), table)
    tab(page, "Rejected rows (1)")
    with page.expect_download() as started:
        page.get_by_role("button", name="Download the rejected rows (1)").click()
    text = Path(started.value.path()).read_text(encoding="utf-8")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["line"], row["place"], row["date"]) == ("4", "Lahore", "soon")
    assert "not a day" in row["reason"]
    mended = tmp_path / "mended.csv"
    mended.write_text(text.replace("soon", "2021-01-09"), encoding="utf-8")
    page.get_by_text("Bring data").click()
    page.get_by_text("is added to").click()
    settle(page)
    page.locator('input[type="file"]').first.set_input_files(str(mended))
    expect(page.locator(".dharna-account")).to_contain_text("5 rows read: 4 accepted, 1 rejected")


def test_a_place_not_found_is_set_by_hand_and_kept_as_a_file(
    page: Page, server: str, table: Path, tmp_path: Path
) -> None:
    bring(opened(page, server), table)
    corrections = tmp_path / "corrections.csv"
    corrections.write_text(
        "place,latitude,longitude,radius_km,note\nXyzzy Bazaar,30.2,67.0,3,a reader\n"
    )
    tab(page, "Places to check")
    page.get_by_text("Corrections by hand (0)").click()
    page.locator('input[type="file"][accept*="csv"]').set_input_files(str(corrections))
    expect(page.locator(".dharna-account")).to_contain_text("3 placed")
    tab(page, "Places to check")
    with page.expect_download() as started:
        page.get_by_role("button", name="Save the corrections as a file").click()
    saved = Path(started.value.path()).read_text(encoding="utf-8")
    assert "Xyzzy Bazaar" in saved
    assert "a reader" in saved


def test_a_place_is_chosen_among_candidates_on_the_small_map(
    page: Page, server: str, tmp_path: Path
) -> None:
    path = tmp_path / "sahiwal.csv"
    path.write_text("date,place\n2021-01-05,Sahiwal\n", encoding="utf-8")
    bring(opened(page, server), path)
    tab(page, "Places to check (1)")
    grid = page.get_by_role("tabpanel", name="Places to check").get_by_test_id("stDataFrame")
    grid.click(position={"x": 16, "y": 52})
    expect(page.get_by_role("radio")).not_to_have_count(0)
    expect(page.get_by_test_id("stDeckGlJsonChart")).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Place it there").click()
    expect(page.get_by_role("tab", name="Places to check (0)")).to_be_visible()


def test_pasted_rows_are_read(page: Page, server: str) -> None:
    opened(page, server)
    page.get_by_role("tab", name="Paste").click()
    page.get_by_role("textbox", name="Rows with their header").fill(
        "date\tplace\n2021-01-05\tQuetta\n2021-01-06\tکراچی\n"
    )
    page.get_by_role("button", name="Read these rows").click()
    expect(page.locator(".dharna-account")).to_contain_text("2 rows read: 2 accepted, 0 rejected")


def test_web_addresses_are_off_until_switched_on_and_never_private(page: Page, server: str) -> None:
    opened(page, server)
    page.get_by_role("tab", name="Web address").click()
    expect(page.get_by_role("textbox", name="Address", exact=True)).to_be_disabled()
    page.get_by_text("Let Dharna fetch a file from the internet").click()
    settle(page)
    page.get_by_role("textbox", name="Address", exact=True).fill(f"{server}/x.csv")
    page.get_by_role("button", name="Fetch and read").click()
    expect(page.get_by_text("is a private address")).to_be_visible()


def test_a_newer_edition_says_what_changed(
    page: Page, server: str, table: Path, tmp_path: Path
) -> None:
    bring(opened(page, server), table)
    tab(page, "Newer edition")
    newer = tmp_path / "newer.csv"
    newer.write_text(NEWER, encoding="utf-8")
    page.get_by_role("tabpanel", name="Newer edition").locator(
        'input[type="file"]'
    ).set_input_files(str(newer))
    expect(page.get_by_text("Against the older edition")).to_be_visible()


def test_nothing_brought_asks_for_anything_outside(page: Page, server: str, table: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    bring(opened(page, server), table)
    tab(page, "Places to check")
    assert asked
    assert all(LOCAL.match(url) for url in asked)
