"""Stories of pull requests that name no ticket: reviews by other teams, by their own, by bots."""

from __future__ import annotations

from random import Random

from connectors.sandbox.planner.chronicle import Chronicle
from connectors.sandbox.planner.coding import answer, ask_team, colleague, greet, review_inside
from connectors.sandbox.planner.company import REORG_SHARE, share_of
from connectors.sandbox.planner.hours import DAY, HOUR, REORG, STARTS
from connectors.sandbox.planner.lifecycle import ASKS_OTHERS, CODERS, is_forgotten
from connectors.sandbox.planner.people import AI_REVIEWER, CONTRACTORS
from connectors.sandbox.planner.pull_requests import PullRequestPlan

DAY_SHARE = share_of(STARTS + DAY)


def opened(
    c: Chronicle,
    rng: Random,
    u: float,
    team: str | None = None,
    *,
    author: str | None = None,
    draft: bool = False,
) -> tuple[PullRequestPlan, str]:
    """A pull request just opened, greeted by bots, with its author: of a team that asks others."""
    coders = c.cast.among(*CODERS)
    repository = team or rng.choices(coders, [ASKS_OTHERS.get(team, 1) for team in coders])[0]
    if author is None:
        author, at = c.member(rng, repository, u)
    else:
        at = c.moment(author, u)
    commits = (at - rng.randrange(1000, 9000),) if rng.random() < 0.7 else ()
    pull = c.open(PullRequestPlan(c, rng, author, repository, at, draft=draft, commits=commits))
    greet(pull)
    return pull, author


def other_team(rng: Random, pull: PullRequestPlan) -> str:
    """Platform reviews for everybody; the rest for each other."""
    own = pull.team_of(pull.author)
    if own != "platform" and rng.random() < 0.5:
        return "platform"
    return rng.choice([team for team in pull.cast.among(*CODERS) if team not in (own, "platform")])


def merge(pull: PullRequestPlan, author: str) -> None:
    pull.wait_for(author, pull.rng.uniform(0.2, 5))
    pull.merge(author)


def inside(c: Chronicle, rng: Random, u: float) -> None:
    """Reviewed by a colleague: no handoff."""
    pull, author = opened(c, rng, u, rng.choice(c.cast.among(*CODERS, "ai", "ai")))
    review_inside(pull, pull.team_of(author) or "ai")
    merge(pull, author)


def across(c: Chronicle, rng: Random, u: float) -> None:
    """Another team is asked, and answers."""
    pull, author = opened(c, rng, u)
    team = other_team(rng, pull)
    ask_team(pull, team)
    answer(pull, team, "APPROVED")
    merge(pull, author)


def code_owners(c: Chronicle, rng: Random, u: float) -> None:
    """A team and one of its members are asked in the same instant: one handoff."""
    pull, author = opened(c, rng, u)
    team = other_team(rng, pull)
    pull.wait_for(author, 0.1)
    pull.ask(team=team, person=rng.choice(c.cast.members(team, pull.at)), codeowners=True)
    answer(pull, team, "APPROVED")
    merge(pull, author)


def asked_again(c: Chronicle, rng: Random, u: float) -> None:
    """Changes requested, made, and the same team asked again: a second handoff."""
    pull, author = opened(c, rng, u)
    team = other_team(rng, pull)
    ask_team(pull, team)
    for _ in range(rng.choice((1, 1, 2))):
        answer(pull, team, "CHANGES_REQUESTED")
        pull.wait_for(author, rng.uniform(0.5, 8))
        pull.commit()
        ask_team(pull, team)
    answer(pull, team, "APPROVED")
    merge(pull, author)


def nudged(c: Chronicle, rng: Random, u: float) -> None:
    """Asked again within minutes: still one handoff; asked again days later, unanswered: another one."""
    pull, author = opened(c, rng, u)
    team = other_team(rng, pull)
    pull.wait_for(author, 0.1)
    pull.ask(team=team)
    if rng.random() < 0.6:
        pull.jump(pull.at + rng.randrange(200, 600))
        pull.ask(person=rng.choice(c.cast.members(team, pull.at)))
    else:
        pull.wait_for(author, rng.uniform(24, 40))
        pull.ask(person=rng.choice(c.cast.members(team, pull.at)))
    answer(pull, team, "APPROVED")
    merge(pull, author)


def draft_first(c: Chronicle, rng: Random, u: float) -> None:
    """Asked while a draft: released when it is ready, which some never are."""
    pull, author = opened(c, rng, u, draft=True)
    team = other_team(rng, pull)
    ask_team(pull, team)
    if rng.random() < 0.25:
        pull.wait_for(author, 60)
        pull.close(author)
        return
    pull.wait_for(author, rng.uniform(2, 20))
    pull.commit()
    pull.wait_for(author, 0.2)
    pull.ready()
    answer(pull, team, "APPROVED")
    merge(pull, author)


def back_to_draft(c: Chronicle, rng: Random, u: float) -> None:
    """Opened too early, made a draft, and asked about once it is ready again."""
    pull, author = opened(c, rng, u)
    pull.wait_for(author, 0.5)
    pull.back_to_draft()
    pull.wait_for(author, rng.uniform(3, 16))
    pull.ready()
    team = other_team(rng, pull)
    ask_team(pull, team)
    answer(pull, team, "APPROVED")
    merge(pull, author)


def withdrawn(c: Chronicle, rng: Random, u: float) -> None:
    """The request is removed before anybody answers."""
    pull, author = opened(c, rng, u)
    team = other_team(rng, pull)
    pull.wait_for(author, 0.1)
    if rng.random() < 0.5:
        pull.ask(team=team)
        pull.wait_for(author, rng.uniform(2, 20))
        pull.withdraw(team=team)
    else:
        person = rng.choice([p for p in c.cast.members(team, pull.at) if c.cast.is_settled(p)])
        pull.ask(person=person)
        pull.wait_for(author, rng.uniform(2, 20))
        pull.withdraw(person=person)
    review_inside(pull, pull.team_of(author) or "ai")
    merge(pull, author)


def merged_unreviewed(c: Chronicle, rng: Random, u: float) -> None:
    """Merged without the other team's review, by the author or by the asked team itself."""
    pull, author = opened(c, rng, u)
    team = other_team(rng, pull)
    ask_team(pull, team)
    merger = author
    if rng.random() < 0.4:
        merger = rng.choice([p for p in c.cast.members(team, pull.at) if c.cast.is_settled(p)])
    pull.wait_for(merger, rng.uniform(2, 30))
    pull.merge(merger)


def abandoned(c: Chronicle, rng: Random, u: float) -> None:
    """Closed unmerged while a team is awaited; some are opened again later and asked about anew."""
    pull, author = opened(c, rng, u)
    team = other_team(rng, pull)
    ask_team(pull, team)
    pull.wait_for(author, rng.uniform(8, 60))
    pull.close(author)
    if rng.random() < 0.4:
        pull.wait_for(author, rng.uniform(4, 30))
        pull.reopen()
        ask_team(pull, team)
        answer(pull, team, "APPROVED")
        merge(pull, author)


def unanswered(c: Chronicle, rng: Random, u: float) -> None:
    """For weeks nobody answers, but the bots; then somebody does, or the author gives up."""
    pull, author = opened(c, rng, u)
    pull.wait_for(author, 0.2)
    team = other_team(rng, pull)
    pull.ask(team=team)
    pull.wait_for(author, 3)
    pull.ask(person=AI_REVIEWER)
    pull.jump(pull.at + 400)
    pull.review(AI_REVIEWER)
    if is_forgotten(c):
        return
    if rng.random() < 0.5:
        answer(pull, team, "APPROVED", rng.uniform(60, 250))
        merge(pull, author)
    else:
        pull.wait_for(author, rng.uniform(60, 250))
        pull.close(author)


def teamless_author(c: Chronicle, rng: Random, u: float, *, is_gone: bool = False) -> None:
    """Written by a contractor: nobody's handoff."""
    helper = rng.choice(CONTRACTORS)
    pull, _ = opened(c, rng, u, "backend", author=helper)
    team = other_team(rng, pull)
    pull.wait_for(helper, 0.3)
    if is_gone:
        pull.disown()
    pull.ask(team=team)
    reviewer = answer(pull, team, "APPROVED")
    pull.wait_for(reviewer, 0.5)
    pull.merge(reviewer)


def ghost_author(c: Chronicle, rng: Random, u: float) -> None:
    """Written by an account that is gone: nobody's handoff either."""
    teamless_author(c, rng, u, is_gone=True)


def ghost_review(c: Chronicle, rng: Random, u: float) -> None:
    """A review by an account that is gone answers nothing."""
    pull, author = opened(c, rng, u)
    team = other_team(rng, pull)
    ask_team(pull, team)
    pull.jump(pull.at + rng.randrange(1000, 3 * HOUR))
    pull.review(None)
    answer(pull, team, "APPROVED", 12)
    merge(pull, author)


def author_moved(c: Chronicle, rng: Random, u: float) -> None:
    """The author changes teams: colleagues before, another team after."""
    mover = rng.choice(c.cast.movers)
    old = c.cast.team_of(mover, REORG - DAY)
    assert old is not None
    pull, author = opened(c, rng, REORG_SHARE - rng.uniform(3, 6) * DAY_SHARE, old, author=mover)
    review_inside(pull, old)
    ahead = c.cast.hours(author).between(pull.at, REORG) / HOUR
    pull.wait_for(author, ahead + rng.uniform(1, 6))
    pull.commit()
    pull.wait_for(author, 0.4)
    pull.ask(person=colleague(c, pull, old))
    answer(pull, old, "APPROVED")
    merge(pull, author)
