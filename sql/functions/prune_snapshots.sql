-- Deletes snapshots, at most p_limit in a call; returns how many. Call it until it returns less than p_limit. Of each stream
-- and state type the p_keep of the highest versions stay, and (p_older_than given) those that are younger.
-- p_aggregate_type, p_tenant: only of these; null for all.
-- Concurrency: no append and no load waits. Errors: SE005 for a limit outside 1 to 100,000, a negative age or p_keep.
CREATE OR REPLACE FUNCTION prune_snapshots(
    p_keep integer DEFAULT 1,
    p_older_than interval DEFAULT NULL,
    p_limit integer DEFAULT 10000,
    p_aggregate_type text DEFAULT NULL,
    p_tenant text DEFAULT NULL
)
RETURNS bigint
LANGUAGE plpgsql
VOLATILE
SECURITY DEFINER
SET search_path FROM CURRENT
AS $function$
DECLARE
    -- least() passes over a null.
    v_before timestamptz := CASE
        WHEN p_older_than IS NOT NULL THEN clock_timestamp() - least(p_older_than, interval '1000 years')
    END;
    v_count bigint;
BEGIN
    PERFORM check_read(NULL, p_limit);
    IF coalesce(p_keep, -1) < 0 OR p_older_than < '0' THEN
        PERFORM raise_error(
            'SE005', 'p_keep is a number and p_older_than an age, both at least 0',
            json_build_object('keep', p_keep, 'older_than', p_older_than), 'Write for example p_keep => 2.'
        );
    END IF;
    DELETE FROM snapshots AS n
    USING (
        SELECT r.stream_id, r.state_type, r.version, r.schema_version
        FROM (
            SELECT
                o.stream_id, o.state_type, o.version, o.schema_version, o.created_at,
                row_number() OVER (
                    PARTITION BY o.stream_id, o.state_type ORDER BY o.version DESC, o.schema_version DESC
                ) AS place
            FROM snapshots AS o
            WHERE (p_aggregate_type IS NULL OR o.aggregate_type = p_aggregate_type)
                AND (p_tenant IS NULL OR o.tenant = p_tenant)
        ) AS r
        WHERE r.place > p_keep AND (v_before IS NULL OR r.created_at <= v_before)
        LIMIT p_limit
    ) AS d
    WHERE n.stream_id = d.stream_id
        AND n.state_type = d.state_type
        AND n.version = d.version
        AND n.schema_version = d.schema_version;
    GET DIAGNOSTICS v_count = ROW_COUNT;
    RETURN v_count;
END
$function$;

COMMENT ON FUNCTION prune_snapshots(integer, interval, integer, text, text) IS
'Deletes all but the newest snapshots of each stream and state type, in bounded batches; returns how many.';

REVOKE ALL ON FUNCTION prune_snapshots(integer, interval, integer, text, text) FROM PUBLIC;
