"""Which teams to put together: the partition into groups of limited size with most hours inside its groups.

Every group of linked teams that fits is listed; a partition takes groups that share no team. That is an exact
problem of set packing: while teams are few, a table of all their sets solves many with the same groups at
once, as resampling needs it; of many teams HiGHS solves one after the other (`scipy.optimize.milp`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[Any]

# With more teams a table of all their sets is too large.
MOST_TEAMS_IN_A_TABLE = 14
# With more groups nobody waits for an answer.
MOST_GROUPS = 10_000


class TooManyGroupsError(Exception):
    """So many groups fit that the best partition cannot be found in the time of a night."""


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of two or more teams: a row each, and whether a team is in it; `together` are in one anyway."""

    members: Numbers
    together: tuple[frozenset[int], ...] = ()

    @property
    def team_count(self) -> int:
        return int(self.members.shape[1])

    def hours(self, between: Numbers) -> Numbers:
        """What is inside each group, for hours from giver to another team, or for several such matrices."""
        inside = self.members.astype(float)
        return np.einsum("gi,...ij,gj->...g", inside, between, inside, optimize=True)


def groups_that_fit(
    is_linked: Numbers,
    size: Numbers,
    largest: float,
    together: Collection[Collection[int]] = (),
    apart: Collection[Collection[int]] = (),
) -> Groups:
    """All groups of linked teams whose sizes add up to no more than `largest`; of no size is none.

    A team that is linked to nobody in a group adds nothing to it. Teams that are to be `together` are one in
    every group, whatever their size; no two that are to be `apart` are in one. Raises TooManyGroupsError.
    """
    teams = {team for team in range(len(size)) if np.isfinite(size[team])}
    units = [unit for each in together if len(unit := frozenset(each) & teams) > 1]
    unit_of = {team: frozenset([team]) for team in teams} | {team: unit for unit in units for team in unit}
    people_of = {unit: float(size[list(unit)].sum()) for unit in unit_of.values()}
    near = {team: {other for other in teams - {team} if is_linked[team, other]} for team in teams}
    never = [frozenset(each) for each in apart]
    level = dict(people_of)
    found = list(units)
    while level:
        level = {
            wider: people + people_of[unit_of[other]]
            for group, people in level.items()
            for other in set().union(*(near[team] for team in group)) - group
            for wider in [group | unit_of[other]]
            if people + people_of[unit_of[other]] <= largest and all(len(wider & each) < 2 for each in never)
        }
        found += sorted(level, key=sorted)
        if len(found) > MOST_GROUPS:
            raise TooManyGroupsError
    members = np.zeros((len(found), len(size)), dtype=bool)
    for row, group in enumerate(found):
        members[row, list(group)] = True
    return Groups(members, tuple(units))


def best_partition(groups: Groups, hours: Numbers) -> Numbers:
    """The best partition: of each team the first member of its group; `hours` are those inside each group."""
    is_worth_it = hours > 0
    members = groups.members[is_worth_it]
    if not len(members):
        return labels_of(members, groups)
    # It takes 0.1 s of processor and 25 MiB to import, which organizations of few teams have no use for.
    from scipy.optimize import LinearConstraint, milp

    solved = milp(
        -hours[is_worth_it],
        constraints=LinearConstraint(members.T.astype(float), ub=1),
        integrality=np.ones(len(members)),
        bounds=(0, 1),
    )
    if solved.x is None:
        raise RuntimeError(f"HiGHS found no partition: {solved.message}")
    return labels_of(members[solved.x > 0.5], groups)


def labels_of(chosen: Numbers, groups: Groups) -> Numbers:
    labels = np.arange(groups.team_count)
    for group in chosen:
        labels[group] = np.flatnonzero(group)[0]
    return as_wished(labels, groups)


def as_wished(labels: Numbers, groups: Groups) -> Numbers:
    """Teams that are to be together are so, where no group with hours has them."""
    for unit in groups.together:
        labels[..., list(unit)] = labels[..., list(unit)].min(axis=-1, keepdims=True)
    return labels


def best_partitions(groups: Groups, hours: Numbers) -> Numbers:
    """The same for each row of `hours`."""
    used = np.flatnonzero(groups.members.any(axis=0))
    if len(used) > MOST_TEAMS_IN_A_TABLE:
        return np.array([best_partition(groups, row) for row in hours])
    labels = np.tile(np.arange(groups.team_count), (len(hours), 1))
    if len(used):
        # The first members of groups are the same among those that are used: the order stays.
        labels[:, used] = used[by_subsets(groups.members[:, used], hours)]
    return as_wished(labels, groups)


def by_subsets(members: Numbers, hours: Numbers) -> Numbers:
    """Labels by the best partition of every set of teams, from small to large, for all rows at once."""
    teams = members.shape[1]
    sets = np.concatenate([1 << np.arange(teams), members @ (1 << np.arange(teams))])
    worth = np.concatenate([np.zeros((teams, len(hours))), hours.T])
    with_lowest: Sequence[Numbers] = [np.flatnonzero((sets & -sets) == 1 << team) for team in range(teams)]
    best = np.zeros((1 << teams, len(hours)))
    taken = np.zeros((1 << teams, len(hours)), dtype=np.int32)
    rows = np.arange(len(hours))
    for whole_set in range(1, 1 << teams):
        candidates = with_lowest[(whole_set & -whole_set).bit_length() - 1]
        candidates = candidates[(sets[candidates] & ~whole_set) == 0]
        values = worth[candidates] + best[whole_set ^ sets[candidates]]
        first = values.argmax(axis=0)
        best[whole_set] = values[first, rows]
        taken[whole_set] = candidates[first]
    labels = np.tile(np.arange(teams), (len(hours), 1))
    left = np.full(len(hours), (1 << teams) - 1)
    while left.any():
        group = np.where(left > 0, sets[taken[left, rows]], 0)
        lowest = np.bitwise_count((group & -group) - 1)
        is_in = (group[:, None] >> np.arange(teams)) & 1 > 0
        labels = np.where(is_in, lowest[:, None], labels)
        left ^= group
    return labels
