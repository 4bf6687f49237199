-- For each stream of an append that has an event in a month that takes none: an outcome with SE003 when it has no partition, or
-- with SE020 when its partition is closed or detached. Both name the month.
-- Internal: called by append_streams when no single partition holds all its timestamps.
CREATE OR REPLACE FUNCTION missing_partitions(
    p_event_streams integer[],
    p_timestamps timestamptz[],
    p_now timestamptz
)
RETURNS append_outcome[]
LANGUAGE sql
STABLE
SET search_path FROM CURRENT
AS $function$
    SELECT coalesce(
        array_agg(
            row(
                m.stream_index, NULL, NULL, NULL, false,
                CASE WHEN p.state IS NULL THEN 'SE003' ELSE 'SE020' END,
                CASE
                    WHEN p.state IS NULL THEN format('no partition holds events of %s', t.month)
                    ELSE format('partition %s is %s: it takes no events of %s', p.partition_name, p.state, t.month)
                END,
                CASE
                    WHEN p.state IS NULL THEN json_build_object(
                        'month', t.month,
                        'timestamp', t.text,
                        'create', format('SELECT * FROM %1$I.create_partitions(%2$L, %2$L)', current_schema(), t.text)
                    )
                    ELSE json_build_object(
                        'month', t.month, 'timestamp', t.text, 'partition', p.partition_name, 'state', p.state,
                        CASE p.state WHEN 'closed' THEN 'open' WHEN 'dropping' THEN 'drop' ELSE 'attach' END,
                        format(
                            CASE p.state
                                WHEN 'closed' THEN 'SELECT %I.open_partition(%L)'
                                -- There is no way back; when it is dropped the month can be made anew.
                                WHEN 'dropping' THEN 'SELECT * FROM %I.drop_partition(%L)'
                                ELSE 'SELECT %I.attach_partition(%L)'
                            END, current_schema(), p.partition_name
                        )
                    )
                END
            )::append_outcome
            ORDER BY m.stream_index
        ), '{}'
    )
    FROM (
        SELECT e.stream_index, min(coalesce(e.timestamp, p_now)) AS timestamp
        FROM unnest(p_event_streams, p_timestamps) AS e (stream_index, timestamp)
        WHERE NOT EXISTS (
            SELECT FROM partitions AS p
            WHERE p.lower_bound <= coalesce(e.timestamp, p_now) AND p.upper_bound > coalesce(e.timestamp, p_now)
                AND p.state = 'attached'
        )
        GROUP BY e.stream_index
    ) AS m
    CROSS JOIN LATERAL (
        SELECT
            to_char(m.timestamp AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
            to_char(m.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS text
    ) AS t
    LEFT JOIN partitions AS p ON p.lower_bound <= m.timestamp AND p.upper_bound > m.timestamp
$function$;

COMMENT ON FUNCTION missing_partitions(integer[], timestamptz[], timestamptz) IS
'Internal. An outcome with SE003 or SE020 for each stream of an append that has an event in a month that takes none.';

REVOKE ALL ON FUNCTION missing_partitions(integer[], timestamptz[], timestamptz) FROM PUBLIC;
