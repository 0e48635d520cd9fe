"""What holds of integrated work and chains in every history: over generated worlds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.worlds.generated import random_story
from tests.worlds.night import Home
from tests.worlds.story import told

BROKEN = {
    "a chain has no fewer teams with platforms, and no more by the landmark": """
        select root_ticket_key from chain
        where team_count > team_count_with_platform or landmark_team_count > team_count
    """,
    "the class follows from the number of teams": """
        select root_ticket_key from chain
        where (class = 'chain') <> (team_count > 1) or (class = 'integrated' and team_count <> 1)
    """,
    "what is compared is a chain or integrated, observed, and of a known size": """
        select root_ticket_key from chain
        where is_unit and (class not in ('chain', 'integrated') or not is_observed or size_bucket is null)
    """,
    "nothing waits for what it is put together with longer than all of it lasts": """
        select root_ticket_key from chain
        where synchronization_hours not between 0 and lead_hours + 1e-9
            or (synchronization_hours is null) <> (lead_hours is null)
    """,
    "a ratio lies in its interval": """
        select method, stratum, dose from integration_ratio
        where ratio_low > ratio or ratio_high < ratio or (ratio_low is null) <> (ratio_high is null)
    """,
    "a ratio is that of its hours": """
        select method, stratum, dose from integration_ratio
        where abs(
            ratio - coalesce(
                median_chain_hours / median_integrated_hours, mean_chain_hours / mean_integrated_hours
            )
        ) > 1e-9 * ratio
    """,
    "what is shown is known, of enough work, and all one way": """
        select method, stratum, dose from integration_ratio
        where is_shown <> (ratio is not null and not is_too_few and not has_mixed_signs)
            or is_too_few <> (least(chain_count, integrated_count) < 20)
    """,
    "doses add up to all of them": """
        select stratum from integration_ratio where method = 'raw'
        group by stratum
        having sum(chain_count) filter (where dose = '≥2') <> sum(chain_count) filter (where dose <> '≥2')
    """,
    "all that is compared is in the raw ratio": """
        select 1 from integration_ratio where method = 'raw' and stratum = '*' and dose = '≥2'
            and chain_count + integrated_count
            <> (select count(*) from chain where is_unit and lead_hours > 0)
    """,
    "a tax is a share, larger with platforms, and its bound is no less than one": """
        select method from integration_ratio
        where handoff_tax not between 0 and 1 or handoff_tax > handoff_tax_with_platform + 1e-9
            or wait_open_over_13_weeks_share not between 0 and 1 or speed_up_bound < 1
    """,
    "the portfolio, and it alone, says something": """
        select method from integration_ratio where (method = 'portfolio') <> (sentence is not null)
    """,
}


@pytest.fixture(scope="module", params=[11, 12])
def home(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    with told(random_story(request.param, 150), tmp_path_factory.mktemp("units"), "27 16:00") as home:
        yield home


@pytest.mark.heavy
@pytest.mark.parametrize("rule", BROKEN)
def test_of_every_history(home: Home, rule: str) -> None:
    assert home.sql(BROKEN[rule]) == []


@pytest.mark.heavy
def test_the_history_has_both_classes(home: Home) -> None:
    found = dict(home.sql("select class, count(*) from chain where is_unit group by all"))
    assert min(found["chain"], found["integrated"]) > 5
