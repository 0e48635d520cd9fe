-- Where what is known of an agent's work on an item may stand: on the item itself (distance 0), and on the tickets that its pull
-- request is sure to belong to (1).
-- One row per item and agent, and place.
-- key: source, item_kind, item_id, agent, at_source, at_kind, at_item
select distinct
    source, item_kind, item_id, account_id as agent,
    source as at_source, item_kind as at_kind, item_id as at_item, 0 as distance
from core.agent_act
union all
select distinct
    act.source, act.item_kind, act.item_id, act.account_id,
    link.ticket_source, 'ticket', link.ticket_id, 1
from core.agent_act as act
inner join core.link as link on link.source = act.source and link.pull_request_id = act.item_id
where act.item_kind = 'pull_request' and link.confidence >= 0.9
