-- Which of Jira's fields hold the team, the estimate, the sprint and the request type: by the field's schema, and by
-- name only for the estimate of company-managed projects, which is a plain number field.
-- One row per field that has a role.
-- key: source, field_id
select *
from (
    select
        source,
        id as field_id,
        payload ->> 'name' as name,
        case payload ->> '$.schema.custom'
            when 'com.atlassian.teams:rm-teams-custom-field-team' then 'team'
            when 'com.pyxis.greenhopper.jira:jsw-story-points' then 'points'
            when 'com.pyxis.greenhopper.jira:gh-sprint' then 'sprint'
            when 'com.atlassian.servicedesk:vp-origin' then 'request_type'
            when 'com.atlassian.jira.plugin.system.customfieldtypes:float' then
                case when lower(payload ->> 'name') in ('story points', 'story point estimate') then 'points' end
        end as role
    from raw.jira_field
    where gone_at is null
)
where role is not null
