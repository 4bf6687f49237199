-- Whether an event is not to be read, because its stream is deleted or the event is beyond the stream's limits: the one text
-- for all reads by position or id. Null when no limit applies. read_stream and scavenge take bounds of versions from the same
-- limits.
-- Internal. One expression without a pinned path of its own, so that it is inlined into the reads.
CREATE OR REPLACE FUNCTION is_beyond_limits(
    p_version bigint,
    p_recorded_at timestamptz,
    p_stream_version bigint,
    p_deleted_at timestamptz,
    p_truncate_before bigint,
    p_max_count bigint,
    p_max_age interval,
    p_now timestamptz
)
RETURNS boolean
LANGUAGE sql
STABLE PARALLEL SAFE
RETURN p_deleted_at IS NOT NULL
    OR p_version < p_truncate_before
    OR p_version <= p_stream_version - p_max_count
    OR p_recorded_at < p_now - p_max_age;

COMMENT ON FUNCTION is_beyond_limits(
    bigint, timestamptz, bigint, timestamptz, bigint, bigint, interval, timestamptz
) IS
'Internal. Whether an event is not to be read, because its stream is deleted or it is beyond the stream''s limits.';

REVOKE ALL ON FUNCTION is_beyond_limits(
    bigint, timestamptz, bigint, timestamptz, bigint, bigint, interval, timestamptz
) FROM PUBLIC;
