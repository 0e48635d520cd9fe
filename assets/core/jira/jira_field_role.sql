-- Which of Jira's fields may hold the estimate (points), the team, the sprint, the epic, the flag, the request type and
-- the development information. The organization file's choice comes first and leaves no other field in that role. Else a field is found by the type
-- that Jira gives it; a plain number field holds estimates if a board estimates in it, or by its name; the flag is the
-- checkbox field of that name. A field that Jira no longer lists keeps its role, for the histories that name it.
-- One row per field that has a role.
-- key: source, field_id
with choice as (
    select s.name as source, c.role, c.field_id, number
    from core.organization, unnest(sources) as u (s), unnest(s.fields) with ordinality as v (c, number)
    where s.kind = 'jira'
),
board_estimate as (
    select distinct source, payload ->> '$.estimation.field.fieldId' as field_id
    from raw.jira_board
    where gone_at is null
),
site_field as (
    select
        source,
        id as field_id,
        payload ->> 'name' as name,
        payload ->> '$.schema.custom' as type,
        payload ->> '$.scope.project.id' as project_id,
        gone_at is not null as is_gone
    from raw.jira_field
),
finding as (
    select
        site_field.*,
        board_estimate.field_id is not null as is_estimated_in,
        case type
            when 'com.pyxis.greenhopper.jira:jsw-story-points' then 'points'
            when 'com.atlassian.teams:rm-teams-custom-field-team' then 'team'
            when 'com.pyxis.greenhopper.jira:gh-sprint' then 'sprint'
            when 'com.pyxis.greenhopper.jira:gh-epic-link' then 'epic_link'
            when 'com.atlassian.servicedesk:vp-origin' then 'request_type'
            when
                'com.atlassian.jira.plugins.jira-development-integration-plugin:devsummarycf'
                then 'development'
            when 'com.atlassian.jira.plugin.system.customfieldtypes:float'
                then
                    case
                        when board_estimate.field_id is not null
                            or lower(trim(name)) in ('story points', 'story point estimate') then 'points'
                    end
            when 'com.atlassian.jira.plugin.system.customfieldtypes:multicheckboxes' then
                case when lower(trim(name)) = 'flagged' then 'flagged' end
        end as role
    from site_field
    left join
        board_estimate
        on board_estimate.source = site_field.source and board_estimate.field_id = site_field.field_id
),
candidate as (
    select
        choice.source, choice.field_id, choice.role, 'organization file' as found_by, choice.number,
        site_field.name, site_field.type, site_field.project_id, coalesce(site_field.is_gone, true) as is_gone
    from choice
    left join site_field on site_field.source = choice.source and site_field.field_id = choice.field_id
    union all
    select
        finding.source, finding.field_id, finding.role,
        case
            when is_estimated_in then 'board'
            when type like 'com.atlassian.jira.plugin.system%' then 'name'
            else 'type'
        end,
        null, name, type, project_id, is_gone
    from finding
    anti join choice on choice.source = finding.source and choice.role = finding.role
    where finding.role is not null
)
select source, field_id, role, found_by, number as choice_number, name, type, project_id, is_gone
from candidate
qualify row_number() over (partition by source, field_id order by choice_number nulls last, role) = 1
