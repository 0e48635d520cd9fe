-- The newest quarter that is complete (else the newest), in words, with the pairs to look at first.
with quarter as (
    select quarter_starts_on, is_complete_quarter
    from interaction_mode
    order by is_complete_quarter desc, quarter_starts_on desc
    limit 1
),
pair as (
    select * from interaction_mode semi join quarter using (quarter_starts_on)
),
headline as (
    select
        format(
            'In the quarter from {}{}, of {} pairs of teams {} collaborate, {} have X-as-a-service, {} '
            || 'facilitating, '
            || '{} none of them, and of {} it cannot be told; {} are to be looked at.',
            any_value(quarter_starts_on),
            if(any_value(is_complete_quarter), '', ' (not complete)'),
            count(*),
            count(*) filter (where mode = 'collaboration'),
            count(*) filter (where mode = 'X-as-a-service'),
            count(*) filter (where mode = 'facilitating'),
            count(*) filter (where mode = 'none of them'),
            count(*) filter (where mode is null),
            count(*) filter (where is_finding)
        ) as sentence,
        max(grade) as grade,
        list_distinct(flatten(list(doubts))) as doubts
    from pair
    having count(*) > 0
)
select 0 as place, 0 as item_count, sentence, grade, doubts from headline
union all
select 1, item_count, sentence || '.', grade, doubts from pair where is_finding
union all
select 2, 0, 'No two teams had to do with each other.', null, null where not exists (select * from pair)
order by place, item_count desc, sentence
limit 9
