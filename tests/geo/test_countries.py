"""Every country by its code and by the names that event data sets give it."""

from __future__ import annotations

import pytest

from geo.countries import country_name, country_names, iso2_of


@pytest.mark.parametrize(
    ("written", "iso2"),
    [
        *(("Pakistan", "PK"), ("pakistan ", "PK"), ("PK", "PK"), ("PAK", "PK"), ("586", "PK")),
        *(("پاکستان", "PK"), ("Burma/Myanmar", "MM"), ("Myanmar (Burma)", "MM")),
        *(("DR Congo (Zaire)", "CD"), ("Democratic Republic of Congo", "CD"), ("Congo", "CG")),
        *(("Bosnia-Herzegovina", "BA"), ("Cote d'Ivoire", "CI"), ("Ivory Coast", "CI")),
        *(("The Gambia", "GM"), ("Netherlands", "NL"), ("United States of America", "US")),
        *(("Russia (Soviet Union)", "RU"), ("West Bank and Gaza Strip", "PS"), ("36", "AU")),
        *(("", ""), ("Atlantis", ""), ("unknown", "")),
    ],
)
def test_a_country_is_known_by_its_names(written: str, iso2: str) -> None:
    assert iso2_of(written) == iso2


def test_every_name_leads_to_its_own_code() -> None:
    assert len(country_names()) == 250
    for iso2, name in country_names().items():
        assert iso2_of(name) == iso2_of(iso2) == iso2
    assert country_name("pk") == "Pakistan"
    assert country_name("ZZ") == "ZZ"
