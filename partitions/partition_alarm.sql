-- The alarm: a row when the partitions end within p_warning of now, none while all is well.
-- severity is warning, or critical when this moment itself or the next day has no partition.
-- message says what helps: maintain_partitions(), or, where the month is there but closed or detached, the call that opens or
-- attaches it.
-- p_warning null: a month. One that reaches beyond the end of time is as good as 200,000 years.
CREATE OR REPLACE FUNCTION partition_alarm(
    p_warning interval DEFAULT '1 month'
)
RETURNS TABLE (
    severity text,
    last_partition_ends timestamptz,
    time_left interval,
    message text
)
LANGUAGE sql
STABLE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
    SELECT
        CASE WHEN coalesce(p.ends, '-infinity') < clock_timestamp() + interval '1 day' THEN 'critical' ELSE 'warning' END,
        p.ends,
        p.ends - clock_timestamp(),
        CASE
            WHEN p.ends IS NULL THEN 'events has no partition for now: '
            ELSE format('the partitions of events end at %s: ', p.ends)
        END
        || CASE
            WHEN n.state IS NULL THEN 'run maintain_partitions()'
            WHEN n.state = 'closed' THEN format('%s is closed, run open_partition(%L)', n.partition_name, n.partition_name)
            WHEN n.state = 'dropping'
                THEN format('%s is being dropped, finish it with drop_partition(%L)', n.partition_name, n.partition_name)
            ELSE format('%s is %s, run attach_partition(%L)', n.partition_name, n.state, n.partition_name)
        END
    FROM (
        -- The end of the unbroken run of partitions that begins now.
        SELECT max(r.upper_bound) AS ends
        FROM (
            SELECT
                q.upper_bound,
                bool_and(q.lower_bound <= q.reached) OVER (ORDER BY q.lower_bound) AS is_unbroken
            FROM (
                SELECT
                    t.lower_bound,
                    t.upper_bound,
                    coalesce(lag(t.upper_bound) OVER (ORDER BY t.lower_bound), clock_timestamp()) AS reached
                FROM partitions AS t
                WHERE t.upper_bound > clock_timestamp() AND t.state = 'attached'
            ) AS q
        ) AS r
        WHERE r.is_unbroken
    ) AS p
    -- What is there instead.
    LEFT JOIN partitions AS n
        ON n.lower_bound <= coalesce(p.ends, clock_timestamp()) AND n.upper_bound > coalesce(p.ends, clock_timestamp())
    WHERE coalesce(p.ends, '-infinity')
        < clock_timestamp()
            + greatest(least(coalesce(p_warning, '1 month'), interval '200000 years'), interval '-5000 years')
$function$;

COMMENT ON FUNCTION partition_alarm(interval) IS
'A row when the partitions end within p_warning of now; none while all is well.';

REVOKE ALL ON FUNCTION partition_alarm(interval) FROM PUBLIC;
