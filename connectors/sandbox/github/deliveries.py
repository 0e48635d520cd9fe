"""Deployments, releases and CODEOWNERS at the clock, as GraphQL nodes."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

from connectors.sandbox.github.connection import Connection, listed
from connectors.sandbox.github.host import Host, Node, node_id, zulu
from connectors.sandbox.world.code import Deployment, Release
from connectors.sandbox.world.world import World


class Deliveries:
    def __init__(self, world: World, host: Host) -> None:
        self._world = world
        self._host = host

    def deployments(self, repository: int, clock: datetime, given: dict[str, Any]) -> Connection:
        """Newest first, as they are asked for."""
        present = [
            each for each in self._world.deployments if each.repository == repository and each.at <= clock
        ]
        nodes = [self._deployment(each) for each in sorted(present, key=lambda each: each.at, reverse=True)]
        return listed(nodes, **{name: value for name, value in given.items() if name != "orderBy"})

    def releases(self, repository: int, clock: datetime, given: dict[str, Any]) -> Connection:
        present = [
            each for each in self._world.releases if each.repository == repository and each.at <= clock
        ]
        nodes = [self._release(each) for each in sorted(present, key=lambda each: each.at, reverse=True)]
        return listed(nodes, **{name: value for name, value in given.items() if name != "orderBy"})

    def file(self, repository: int, clock: datetime, expression: str) -> Node | None:
        """The content of HEAD:CODEOWNERS; the sandbox's repositories hold nothing else."""
        files = [
            each for each in self._world.owners_files if each.repository == repository and each.at <= clock
        ]
        if not files or expression != "HEAD:CODEOWNERS":
            return None
        text = max(files, key=lambda each: each.at).text
        oid = hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()
        size = len(text.encode())
        return {"__typename": "Blob", "oid": oid, "text": text, "byteSize": size, "isTruncated": False}

    def _deployment(self, each: Deployment) -> Node:
        at = zulu(each.at)
        return {
            "__typename": "Deployment",
            "id": node_id("DE", each.id),
            "databaseId": each.id,
            "environment": each.environment,
            "originalEnvironment": each.environment,
            "latestEnvironment": each.environment,
            "task": "deploy",
            "state": each.state,
            "commitOid": each.commit,
            "createdAt": at,
            "updatedAt": at,
            "ref": self._branch(each),
            "creator": self._host.actor(each.creator) or self._host.organization,
            "latestStatus": None,
        }

    def _branch(self, each: Deployment) -> Node | None:
        if each.branch is None:
            return None
        return {
            "__typename": "Ref",
            "id": node_id("REF", each.id),
            "name": each.branch,
            "prefix": "refs/heads/",
        }

    def _release(self, each: Release) -> Node:
        at = zulu(each.at)
        return {
            "__typename": "Release",
            "id": node_id("RE", each.id),
            "databaseId": each.id,
            "name": each.tag,
            "tagName": each.tag,
            "isDraft": False,
            "isPrerelease": False,
            "isLatest": False,
            "createdAt": at,
            "publishedAt": at,
            "updatedAt": at,
            "tagCommit": {"__typename": "Commit", "oid": each.commit},
            "author": self._host.user(each.author),
        }
