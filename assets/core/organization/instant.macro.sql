-- The instant that a source's text tells: ISO 8601 or epoch milliseconds. Null where no calendar has it (before 1970, from
-- 2100 on, or no date at all), as faulty imports, add-ons and clocks write them.
create or replace macro core.instant(told) as (
    case
        when try_cast(told as timestamptz) >= timestamptz '1970-01-01 00:00:00+00'
            and try_cast(told as timestamptz) < timestamptz '2100-01-01 00:00:00+00'
            then timezone('UTC', try_cast(told as timestamptz))
        when try_cast(told as bigint) between 0 and 4102444799999 then epoch_ms(try_cast(told as bigint))
    end
)
