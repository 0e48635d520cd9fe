-- No figure of a what-if was ever published: what was, others would be measured by.
select * from landing.weekly_figure
where false
