-- For each stream of an append that has an event in a month without a partition: an outcome with SE003 that names the month.
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
                m.stream_index, NULL, NULL, NULL, false, 'SE003',
                format('no partition holds events of %s', to_char(m.timestamp AT TIME ZONE 'UTC', 'YYYY-MM')),
                json_build_object(
                    'month', to_char(m.timestamp AT TIME ZONE 'UTC', 'YYYY-MM'),
                    'timestamp', to_char(m.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                    'create', format(
                        'SELECT * FROM create_partitions(%1$L, %1$L)',
                        to_char(m.timestamp AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                    )
                )
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
        )
        GROUP BY e.stream_index
    ) AS m
$function$;

COMMENT ON FUNCTION missing_partitions(integer[], timestamptz[], timestamptz) IS
'Internal. An outcome with SE003 for each stream of an append that has an event in a month without a partition.';

REVOKE ALL ON FUNCTION missing_partitions(integer[], timestamptz[], timestamptz) FROM PUBLIC;
