-- For whom agents did what they did (metrics: agents): for each act the human that the first rung names, with what it rests on, and
-- the team in which that human was then. rung: 1 who assigned the agent, or asked it for a review, last before the act, on the item
-- or on a ticket that the pull request belongs to, or mentioned it on the pull request; 2 whom a trailer of its commits there names as co-author; 3 the only human
-- assignee at that instant; 4 who marked its own pull request ready first, or else asked first for its review. A rung that names
-- several at once is left out. No rung: nobody knows (null). Never who merged it, never whose repository it is.
-- One row per act.
-- key: source, item_kind, event_id
with human as (
    select source, account_id from core.account where kind = 'human'
),
mention as (
    select source, pull_request_id, account_id, happened_at, unnest(mentions) as digest
    from core.pull_request_event
    where mentions is not null
),
-- Copilot's coding agent is mentioned by a name that is not its login.
agent_login as (
    select
        known.source, known.thing_id as agent,
        unnest([
            sha256(known.name),
            case known.name when 'copilot-swe-agent' then sha256('copilot') end
        ]) as digest
    from core.known_name as known
    inner join core.account as account
        on account.source = known.source and account.account_id = known.thing_id and account.kind = 'agent'
    where known.kind = 'account' and not known.is_taken
),
asking as (
    select source, item_kind, item_id, account_id as agent, by_account, from_at as happened_at
    from core.assigned_stay
    union all
    select source, 'pull_request', pull_request_id, reviewer, account_id, happened_at
    from core.pull_request_event
    where kind = 'review_requested' and reviewer is not null
    union all
    select
        mention.source, 'pull_request', mention.pull_request_id, login.agent, mention.account_id,
        mention.happened_at
    from mention
    inner join agent_login as login on login.source = mention.source and login.digest = mention.digest
),
-- A ticket on another source is where the agent has another account: whoever is an agent there.
asked as (
    select place.*, asking.by_account, asking.happened_at
    from core.agent_place as place
    inner join asking
        on asking.source = place.at_source and asking.item_kind = place.at_kind
        and asking.item_id = place.at_item
    inner join core.account as agent
        on agent.source = asking.source and agent.account_id = asking.agent and agent.kind = 'agent'
    where asking.agent = place.agent or place.at_source <> place.source
),
co_author as (
    select event.source, event.pull_request_id, event.account_id as agent, unnest(event.co_authors) as c
    from core.pull_request_event as event
    semi join core.agent_act as act
        on act.source = event.source and act.item_kind = 'pull_request' and act.event_id = event.event_id
    where event.kind = 'commit' and event.happened_at <= core.as_of()
),
named_author as (
    select source, pull_request_id, agent, source as principal_source, c.databaseId as principal
    from co_author
    where c.databaseId is not null
    union
    select co_author.source, co_author.pull_request_id, co_author.agent, email.source, email.account_id
    from co_author
    inner join core.account_email as email on sha256(email.email) = c.addressDigest
    union
    -- A person's own commit on an agent's pull request, with a trailer: one of both wrote it for the other.
    select event.source, event.pull_request_id, pull.author, event.source, event.account_id
    from core.pull_request_event as event
    inner join core.pull_request as pull
        on pull.source = event.source and pull.pull_request_id = event.pull_request_id
    inner join human on human.source = event.source and human.account_id = event.account_id
    where event.kind = 'commit' and event.co_authors is not null and event.happened_at <= core.as_of()
),
-- Accounts of one person are one: of these, the one on the item's own source.
sole_author as (
    select
        named_author.source, pull_request_id, agent,
        arg_min(principal_source, (principal_source <> named_author.source, principal)) as principal_source,
        arg_min(principal, (principal_source <> named_author.source, principal)) as principal
    from named_author
    inner join core.account as account
        on account.source = named_author.principal_source and account.account_id = named_author.principal
        and account.kind = 'human'
    group by named_author.source, pull_request_id, agent
    having count(distinct account.person_id) = 1
),
hand_over as (
    select
        pull.source, pull.pull_request_id, pull.author as agent,
        arg_min(event.account_id, (event.kind <> 'ready_for_review', event.happened_at, event.event_number))
            as principal
    from core.pull_request as pull
    inner join core.pull_request_event as event
        on event.source = pull.source and event.pull_request_id = pull.pull_request_id
    inner join human on human.source = event.source and human.account_id = event.account_id
    where event.kind in ('ready_for_review', 'review_requested') and event.happened_at <= core.as_of()
        and (pull.source, pull.author) in (select (source, account_id) from core.account where kind = 'agent')
    group by pull.source, pull.pull_request_id, pull.author
),
-- On the item itself first; of several on one rung the last before the act.
evidence as (
    select
        act.source, act.item_kind, act.event_id, 1 as rung, asked.at_source as principal_source,
        asked.by_account as principal
    from core.agent_act as act
    inner join asked
        on asked.source = act.source and asked.item_kind = act.item_kind and asked.item_id = act.item_id
        and asked.agent = act.account_id and asked.happened_at <= act.happened_at
    inner join human on human.source = asked.at_source and human.account_id = asked.by_account
    qualify
        row_number() over (
            partition by act.source, act.item_kind, act.event_id
            order by asked.distance, asked.happened_at desc, asked.at_item, asked.by_account
        ) = 1
    union all
    select act.source, act.item_kind, act.event_id, 2, sole_author.principal_source, sole_author.principal
    from core.agent_act as act
    inner join sole_author
        on sole_author.source = act.source and sole_author.pull_request_id = act.item_id
        and sole_author.agent = act.account_id and act.item_kind = 'pull_request'
    union all
    select act.source, act.item_kind, act.event_id, 3, min(stay.source), arg_min(stay.account_id, stay.source)
    from core.agent_act as act
    inner join core.agent_place as place
        on place.source = act.source and place.item_kind = act.item_kind and place.item_id = act.item_id
        and place.agent = act.account_id
    inner join core.assigned_stay as stay
        on stay.source = place.at_source and stay.item_kind = place.at_kind and stay.item_id = place.at_item
        and act.happened_at >= stay.from_at and act.happened_at < stay.to_at
    inner join core.account as account
        on account.source = stay.source and account.account_id = stay.account_id and account.kind = 'human'
    group by act.source, act.item_kind, act.event_id
    having count(distinct account.person_id) = 1
    union all
    select act.source, act.item_kind, act.event_id, 4, hand_over.source, hand_over.principal
    from core.agent_act as act
    inner join hand_over
        on hand_over.source = act.source and hand_over.pull_request_id = act.item_id
        and hand_over.agent = act.account_id and act.item_kind = 'pull_request'
),
first_evidence as (
    select
        source, item_kind, event_id, min(rung) as rung,
        arg_min(principal_source, rung) as principal_source,
        arg_min(principal, rung) as principal
    from evidence
    group by source, item_kind, event_id
)
select
    act.source,
    act.item_kind,
    act.item_id,
    act.event_id,
    act.kind,
    act.account_id as agent,
    act.happened_at,
    first_evidence.rung,
    first_evidence.principal_source,
    first_evidence.principal,
    member.person_id,
    member.team_id
from core.agent_act as act
left join first_evidence using (source, item_kind, event_id)
left join core.account_team as member
    on member.source = first_evidence.principal_source and member.account_id = first_evidence.principal
    and act.happened_at >= member.from_at and act.happened_at < member.to_at
