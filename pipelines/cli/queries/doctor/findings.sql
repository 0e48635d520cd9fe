-- What makes numbers doubtful, or is worth knowing. Many of one kind are summed up.
with sized_finding as (
    select *, count(*) over (partition by source, kind, is_doubtful) as subject_count
    from data_quality
),
summed_finding as (
    select
        source, kind, is_doubtful, subject, found_count, of_count, message
    from sized_finding
    where subject_count <= 10
    union all
    select
        source, kind, is_doubtful,
        subject_count || ' subjects, such as '
        || array_to_string(list(subject order by found_count desc, subject)[1:3], ', '),
        sum(found_count)::bigint, max(of_count), arg_min(message, (-found_count, subject))
    from sized_finding
    where subject_count > 10
    group by source, kind, is_doubtful, subject_count
)
select
    source, replace(kind, '_', ' ') as finding, subject as "in", found_count as found,
    of_count as "of", case when is_doubtful then 'yes' else 'no' end as doubtful, message
from summed_finding
order by is_doubtful desc, kind, source, found_count desc, subject
