"""The values for Dagster's Helm chart: keys that the chart knows, and a night's job as Kubernetes gets it.

The chart itself is not here. Its keys were read in its templates and in the models of its schema; HELM_CHART
names a directory with a copy, whose values.schema.json is then asked as well. Where dagster-k8s is installed,
it makes the job.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from dagster._config import Shape, validate_config
from dagster._core.instance.config import dagster_instance_config_schema

from tests.worlds.paths import CHECKOUT

HELM = CHECKOUT / "deploy" / "helm"
VALUES: dict[str, Any] = yaml.safe_load((HELM / "values.yaml").read_text("utf-8"))
[DEPLOYMENT] = VALUES["dagster-user-deployments"]["deployments"]
LAUNCHER = VALUES["runLauncher"]["config"]["k8sRunLauncher"]

CHART = {
    "dagster-user-deployments",
    "dagsterWebserver",
    "dagsterDaemon",
    "runLauncher",
    "postgresql",
    "generatePostgresqlPasswordSecret",
    "global",
    "rabbitmq",
    "redis",
    "flower",
    "telemetry",
    "additionalInstanceConfig",
}
OF_A_DEPLOYMENT = {
    "name",
    "image",
    "dagsterApiGrpcArgs",
    "port",
    "includeConfigInLaunchedRuns",
    "env",
    "envSecrets",
    "podSecurityContext",
    "securityContext",
    "volumes",
    "volumeMounts",
}
OF_A_RUN = {"containerConfig", "podSpecConfig", "podTemplateSpecMetadata", "jobSpecConfig", "jobMetadata"}
OF_THE_DAEMON = {"enabled", "runCoordinator", "runMonitoring", "runRetries"}
OF_POSTGRES = {
    "enabled",
    "postgresqlHost",
    "postgresqlUsername",
    "postgresqlDatabase",
    "postgresqlParams",
    "service",
}


def test_every_key_is_one_of_the_charts() -> None:
    assert VALUES.keys() <= CHART
    assert DEPLOYMENT.keys() <= OF_A_DEPLOYMENT
    assert LAUNCHER["runK8sConfig"].keys() <= OF_A_RUN
    assert VALUES["dagsterDaemon"].keys() <= OF_THE_DAEMON
    assert VALUES["postgresql"].keys() <= OF_POSTGRES


@pytest.mark.skipif("HELM_CHART" not in os.environ, reason="HELM_CHART names no copy of Dagster's chart")
def test_the_charts_own_schema_takes_the_values() -> None:
    import jsonschema

    chart = Path(os.environ["HELM_CHART"])
    schema = json.loads((chart / "values.schema.json").read_text("utf-8"))
    usual = yaml.safe_load((chart / "values.yaml").read_text("utf-8"))
    jsonschema.validate(merged(usual, VALUES), schema)


def merged(usual: Any, ours: Any) -> Any:
    """As Helm does it: maps key by key, all else replaced."""
    if not isinstance(usual, dict) or not isinstance(ours, dict):
        return ours
    return {**usual, **{key: merged(usual.get(key), value) for key, value in ours.items()}}


def test_the_versions_are_those_that_are_locked() -> None:
    text = (HELM / "values.yaml").read_text("utf-8")
    assert f"--version {version('dagster')} " in text
    lock = (HELM / "requirements.lock").read_text("utf-8")
    ours = (CHECKOUT / "requirements.lock").read_text("utf-8")
    assert f"dagster=={version('dagster')} " in lock
    for name, locked in re.findall(r"^(dagster\S*|protobuf|pydantic|sqlalchemy)==(\S+)", lock, re.MULTILINE):
        if f"\n{name}==" in ours:
            assert f"\n{name}=={locked} " in ours


def test_the_code_server_is_started_with_options_that_it_knows() -> None:
    help_text = subprocess.run(
        [Path(sys.executable).with_name("dagster"), "api", "grpc", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for option in DEPLOYMENT["dagsterApiGrpcArgs"][::2]:
        assert re.search(rf"(^|[\s,]){option}\b", help_text), option


def test_the_instance_that_the_chart_is_given_more_for_is_one_that_dagster_takes() -> None:
    more = VALUES["additionalInstanceConfig"]
    assert validate_config(Shape(dagster_instance_config_schema()), more).success
    ours = yaml.safe_load((CHECKOUT / "dagster.yaml").read_text("utf-8"))
    assert more == {"run_retries": ours["run_retries"]}


def test_a_night_has_its_volumes_secrets_and_memory() -> None:
    """What the chart's templates make of the values, handed to Dagster's own maker of jobs."""
    pytest.importorskip("dagster_k8s", reason="dagster-k8s is not installed")
    from dagster_k8s.container_context import K8sContainerContext
    from dagster_k8s.job import (
        DagsterK8sJobConfig,
        UserDefinedDagsterK8sConfig,
        construct_dagster_k8s_job,
    )

    snake = {re.sub(r"(?=[A-Z])", "_", key).lower(): value for key, value in LAUNCHER["runK8sConfig"].items()}
    launcher = K8sContainerContext(run_k8s_config=UserDefinedDagsterK8sConfig.from_dict(snake))
    location = K8sContainerContext.create_from_config(
        {
            "k8s": {
                "image_pull_policy": DEPLOYMENT["image"]["pullPolicy"],
                "env_config_maps": ["dagster-dagster-user-deployments-baton-user-env"],
                "env_secrets": [secret["name"] for secret in DEPLOYMENT["envSecrets"]],
                "volume_mounts": DEPLOYMENT["volumeMounts"],
                "volumes": DEPLOYMENT["volumes"],
                "namespace": "default",
            }
        }
    )
    context = launcher.merge(location)
    job = construct_dagster_k8s_job(
        DagsterK8sJobConfig(job_image="baton", dagster_home="/opt/dagster/dagster_home"),
        ["dagster", "api", "execute_run"],
        "night",
        user_defined_k8s_config=context.run_k8s_config,
    ).to_dict()
    assert job["spec"]["backoff_limit"] == 0
    pod = job["spec"]["template"]["spec"]
    [container] = pod["containers"]
    assert container["resources"]["limits"] == {"memory": "8Gi"}
    assert {"home", "organization"} <= {volume["name"] for volume in pod["volumes"]}
    assert "/data" in {mount["mount_path"] for mount in container["volume_mounts"]}
    assert "baton-env" in {each["secret_ref"]["name"] for each in container["env_from"] if each["secret_ref"]}
    assert pod["security_context"]["run_as_user"] == 10001
    assert pod["termination_grace_period_seconds"] == 120
    [near] = pod["affinity"]["pod_affinity"]["required_during_scheduling_ignored_during_execution"]
    assert near["label_selector"]["match_labels"]["deployment"] == DEPLOYMENT["name"]
    assert container["security_context"]["allow_privilege_escalation"] is False
