-- Every published column with its meaning, unit, and whether it may be added up over teams and weeks:
-- a median of medians is no median. Made from the same text as the comments on the columns.
-- One row per table and column.
-- key: table_name, column_name
-- column table_name: published table
-- column column_name: its column
-- column definition: what it says
-- column unit: hours, count, points, share, UTC timestamp, date, yes or no, or text
-- column is_additive: whether values of several teams or weeks may be summed
select 1 as nothing
