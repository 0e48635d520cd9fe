"""Writing code for a ticket: commits, a pull request that names the ticket, its reviews, and the merge."""

from __future__ import annotations

from connectors.sandbox.planner.company import Company, Ended
from connectors.sandbox.planner.facts import WORK
from connectors.sandbox.planner.hours import ENDS, HOUR
from connectors.sandbox.planner.people import AI_REVIEWER, AUTOMATION, LINT_BOT
from connectors.sandbox.planner.pull_requests import PullRequestPlan
from connectors.sandbox.planner.tickets import TicketPlan


def code(
    s: TicketPlan,
    hours: float,
    *,
    reviewers: str | None = None,
    also: TicketPlan | None = None,
    prompt: bool = False,
) -> PullRequestPlan:
    """The owner's work on a ticket up to the merge; the first commit may be the first touch.

    `reviewers` is another team that is asked; `also` a Sub-task whose key is in the branch; `prompt`:
    colleagues review it at once, as in the integrated team.
    Raises Ended when the planned span is over first: the pull request stays open, or was never opened.
    """
    author = s.wait_for(hours, settled=True)
    first = s.at
    clock = s.cast.hours(author)
    commits = [first]
    for _ in range(s.rng.choice((0, 0, 1, 2))):
        commits.append(
            s.company.clear(max(clock.after(commits[-1], s.rng.randrange(900, 9000)), commits[-1] + 61))
        )
    opened = s.company.clear(max(clock.after(commits[-1], s.rng.randrange(400, 5 * HOUR)), commits[-1] + 61))
    if opened > ENDS:
        raise Ended
    team, is_first = s.owner, not s.ownership.is_begun
    s.ownership.touch(first, start=True, known=opened)
    s.advance(opened)
    planned = PullRequestPlan(
        s.company,
        s.rng,
        author,
        team,
        opened,
        draft=s.rng.random() < 0.15,
        ticket=s,
        also=also,
        commits=tuple(commits),
    )
    pull = s.chronicle.open(planned)
    pull.shows_work = is_first
    s.rest(opened)
    _show_in_review(s, author)
    pull.jump(max(s.at, pull.at) + 5)
    try:
        see_through(pull, s.company.cast.team_of(author, pull.at) or team, reviewers, prompt=prompt)
    finally:
        if pull.at > s.at:
            s.advance(pull.at)
            s.rest(pull.at)
    return pull


def _show_in_review(s: TicketPlan, author: str) -> None:
    """The ticket follows its pull request, by hand or by automation once a person had started it."""
    if s.rng.random() < 0.4 or s.fields["status"] == "In Review":
        return
    s.advance(s.company.clear(s.at + 62 + s.rng.randrange(200)))
    if s.ownership.has_worked and s.fields["status"] in WORK and s.rng.random() < 0.6:
        s.change(AUTOMATION, status="In Review")
    elif s.cast.team_of(author, s.at) == s.owner:
        s.enter_work(author, "In Review", take=False)


def see_through(
    pull: PullRequestPlan, team: str, reviewers: str | None = None, *, prompt: bool = False
) -> None:
    """Bots, requests, reviews, changes, merge. `team` is the author's, `reviewers` another one."""
    rng, author = pull.rng, pull.author
    assert author is not None
    greet(pull)
    if pull.is_draft:
        pull.wait_for(author, rng.uniform(1, 12))
        pull.commit()
        pull.wait_for(author, rng.uniform(0.5, 3))
        pull.ready()
    if reviewers is not None and reviewers != pull.team_of(author):
        ask_team(pull, reviewers)
        answer(pull, reviewers, "CHANGES_REQUESTED" if rng.random() < 0.3 else "APPROVED")
    if rng.random() < 0.75:
        review_inside(pull, team, prompt=prompt)
    if rng.random() < 0.3:
        pull.wait_for(author, rng.uniform(0.5, 6))
        pull.commit()
    pull.wait_for(author, rng.uniform(0.3, 4))
    pull.merge(author)


def greet(pull: PullRequestPlan) -> None:
    """Bots come first; one of them reviews."""
    if pull.rng.random() < 0.5:
        pull.jump(pull.at + pull.rng.randrange(90, 400))
        pull.comment(LINT_BOT)
    if pull.rng.random() < 0.4:
        pull.jump(pull.at + pull.rng.randrange(120, 900))
        pull.review(AI_REVIEWER)


def ask_team(pull: PullRequestPlan, team: str) -> None:
    """A review is requested of another team: as a team, of one of its members, or of both as code owners."""
    assert pull.author is not None
    pull.wait_for(pull.author, pull.rng.uniform(0.05, 0.5))
    member = pull.rng.choice(pull.cast.members(team, pull.at))
    how = pull.rng.random()
    if how < 0.5:
        pull.ask(team=team)
    elif how < 0.85:
        pull.ask(person=member)
    else:
        pull.ask(team=team, person=member, codeowners=True)


def answer(pull: PullRequestPlan, team: str, state: str, hours: float | None = None) -> str:
    """A member of the team reviews: who was asked if still there, or a colleague."""
    hours = pull.company.review_hours(pull.rng, team) if hours is None else hours
    asked = pull.reviewers.get(team)
    everybody = pull.cast.members(team, pull.at)
    reviewer = asked if asked in everybody and pull.rng.random() < 0.8 else pull.rng.choice(everybody)
    pull.wait_for(reviewer, hours)
    if pull.team_of(reviewer) != team:
        reviewer = pull.rng.choice([p for p in pull.cast.members(team, pull.at) if p != pull.author])
        pull.wait_for(reviewer, 0.3)
    pull.review(reviewer, state)
    return reviewer


def colleague(company: Company, pull: PullRequestPlan, team: str) -> str:
    others = [person for person in company.cast.members(team, pull.at) if person != pull.author]
    return pull.rng.choice(others)


def review_inside(pull: PullRequestPlan, team: str, *, prompt: bool = False) -> None:
    """A colleague is asked and answers: the ticket stays in the team."""
    assert pull.author is not None
    team = pull.team_of(pull.author) or team
    pull.wait_for(pull.author, pull.rng.uniform(0.05, 1))
    reviewer = colleague(pull.company, pull, team)
    pull.ask(person=reviewer)
    pull.wait_for(reviewer, pull.company.inside_review_hours(pull.rng, "ai" if prompt else team))
    pull.review(reviewer, "APPROVED" if pull.rng.random() < 0.75 else "COMMENTED")
