"""Where Superset finds the tables: a path or an address, and never a password."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from assets.published.superset.address import AddressError, address, is_postgres

SECRET = "h0rse-battery"


def test_a_file_is_read_only_and_its_links_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "night").mkdir()
    (tmp_path / "current").symlink_to("night")
    monkeypatch.chdir(tmp_path)
    expected = f"duckdb:///{tmp_path}/current/baton.duckdb?access_mode=READ_ONLY"
    assert address("current/baton.duckdb") == expected
    assert address(f"{tmp_path}/current/baton.duckdb") == expected
    assert address(f"duckdb:///{tmp_path}/current/baton.duckdb") == expected


@pytest.mark.parametrize("name", ["{{ 7 * 7 }}.duckdb", "a@b c.duckdb", "a'b\"c#d.duckdb", "ä: [x].duckdb"])
def test_whatever_a_file_is_called_superset_opens_that_file(name: str) -> None:
    found = address(f"/srv/{name}")
    # As SQLAlchemy 1.4 reads it, which Superset has: what it finds between the slashes and ? is the path.
    assert found == f"duckdb:////srv/{name}?access_mode=READ_ONLY"
    assert make_url(found).database == f"/srv/{name}"


@pytest.mark.parametrize("name", ["what?.duckdb", "a%20b.duckdb", "two\nlines.duckdb", "\udcff.duckdb"])
def test_a_path_that_no_address_can_hold_is_refused(name: str) -> None:
    with pytest.raises(AddressError, match=r"link it by"):
        address(f"/srv/{name}")


def test_a_password_is_masked_as_superset_masks_one() -> None:
    found = address(f"postgresql+psycopg2://baton:{SECRET}@db.example:5433/metrics?sslmode=require")
    assert found == "postgresql+psycopg2://baton:XXXXXXXXXX@db.example:5433/metrics?sslmode=require"
    assert is_postgres(found)


def test_an_address_without_a_password_stays_as_it_is() -> None:
    assert address("postgresql://baton@db.example/metrics") == "postgresql://baton@db.example/metrics"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (f"postgresql://baton:{SECRET}@db:port/metrics", "is no address"),
        (f"postgresql://baton:{SECRET}@x@db/metrics", "write it as %40"),
        (f"postgresql://db/metrics?user=baton&password={SECRET}", "password after its"),
        (f"postgresql://db/metrics?sslpassword={SECRET}", "sslpassword after its"),
        (f"postgres://baton:{SECRET}@db/metrics", "postgresql://, not postgres://"),
        (f"mysql://baton:{SECRET}@db/metrics", "takes a path or postgresql"),
        (f"://baton:{SECRET}@db", "is no address"),
    ],
)
def test_what_is_refused_is_never_said(text: str, why: str) -> None:
    with pytest.raises(AddressError, match=why) as refused:
        address(text)
    assert SECRET not in str(refused.value)


def test_an_at_sign_that_is_written_out_stays_in_the_password() -> None:
    assert address("postgresql://baton:p%40ss@db/metrics") == "postgresql://baton:XXXXXXXXXX@db/metrics"
