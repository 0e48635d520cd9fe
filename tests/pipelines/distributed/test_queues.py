"""What one credential may spend is spent by the workers of one queue."""

from __future__ import annotations

from pipelines.distributed.queues import places, queues


def test_each_credential_has_a_queue_that_is_named_after_its_variable() -> None:
    assert queues({"jira": ("JIRA_USER", "JIRA_TOKEN"), "github": ("GITHUB_TOKEN",)}) == {
        "jira": "pull-jira-token",
        "github": "pull-github-token",
    }


def test_sources_that_share_a_credential_share_a_queue_also_by_way_of_a_third() -> None:
    found = queues({"one": ("A",), "two": ("C",), "three": ("C", "A"), "other": ("D",)})
    assert found["one"] == found["two"] == found["three"] == "pull-a"
    assert found["other"] == "pull-d"


def test_a_source_without_a_credential_has_a_queue_of_its_own() -> None:
    assert queues({"open desk": ()}) == {"open desk": "pull-open-desk"}


def test_one_step_of_a_credential_runs_at_a_time_whoever_runs_it() -> None:
    places_ = places({"one": "pull-a", "two": "pull-a"})
    assert places_["one"].pool == places_["two"].pool
    assert dict(places_["one"].tags) == {"dagster-celery/queue": "pull-a"}
