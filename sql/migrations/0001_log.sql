-- The log: one row of settings, the streams that arbitrate versions, the event ids, the partitioned events, the registry
-- of partitions, and two sequences. Creates empty tables only: nothing existing is locked or rewritten.

CREATE TABLE store (
    only_row boolean NOT NULL DEFAULT true,
    epoch uuid NOT NULL DEFAULT gen_random_uuid(),
    system_identifier bigint NOT NULL,
    timeline integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    bell_interval_milliseconds integer NOT NULL DEFAULT 10,
    max_events_per_append integer NOT NULL DEFAULT 10000,
    max_payload_bytes integer NOT NULL DEFAULT 16777216,
    max_future_seconds integer NOT NULL DEFAULT 86400,
    earliest_timestamp timestamptz NOT NULL DEFAULT '1970-01-01 00:00:00+00',
    outbox_by_default boolean NOT NULL DEFAULT false,
    outbox_max_attempts integer NOT NULL DEFAULT 20,
    outbox_retry_milliseconds integer NOT NULL DEFAULT 1000,
    outbox_max_retry_milliseconds integer NOT NULL DEFAULT 300000,
    is_tenant_isolated boolean NOT NULL DEFAULT false,
    role_prefix text,
    reopen_grace_seconds integer NOT NULL DEFAULT 604800,
    scavenge_min_age_seconds integer NOT NULL DEFAULT 3600,
    maintenance_share_percent integer NOT NULL DEFAULT 25,
    has_limited_streams boolean NOT NULL DEFAULT false,
    CONSTRAINT store_pkey PRIMARY KEY (only_row),
    CONSTRAINT store_only_row_check CHECK (only_row),
    CONSTRAINT store_bell_interval_check CHECK (bell_interval_milliseconds BETWEEN -1 AND 60000),
    CONSTRAINT store_max_events_check CHECK (max_events_per_append BETWEEN 1 AND 100000),
    CONSTRAINT store_max_payload_check CHECK (max_payload_bytes BETWEEN 1024 AND 268435456),
    CONSTRAINT store_max_future_check CHECK (max_future_seconds BETWEEN 1 AND 315360000),
    CONSTRAINT store_earliest_check CHECK (
        earliest_timestamp BETWEEN '0001-01-01 00:00:00+00' AND '2100-01-01 00:00:00+00'
    ),
    CONSTRAINT store_outbox_max_attempts_check CHECK (outbox_max_attempts BETWEEN 0 AND 1000000),
    CONSTRAINT store_outbox_retry_check CHECK (outbox_retry_milliseconds BETWEEN 0 AND 86400000),
    CONSTRAINT store_outbox_max_retry_check CHECK (outbox_max_retry_milliseconds BETWEEN 0 AND 86400000),
    CONSTRAINT store_reopen_grace_check CHECK (reopen_grace_seconds BETWEEN 0 AND 315360000),
    CONSTRAINT store_scavenge_min_age_check CHECK (scavenge_min_age_seconds BETWEEN 0 AND 315360000),
    CONSTRAINT store_maintenance_share_check CHECK (maintenance_share_percent BETWEEN 1 AND 100)
);

COMMENT ON TABLE store IS 'One row: the identity (epoch) of this history and the settings of the store.';
COMMENT ON COLUMN store.epoch IS 'Identity of this history. Checkpoints carry it; new_epoch() changes it after a restore.';
COMMENT ON COLUMN store.system_identifier IS 'The cluster in which the epoch was given. Another one: the store was restored.';
COMMENT ON COLUMN store.timeline IS 'The timeline of the WAL on which it was given. Another one: the server was promoted or recovered.';
COMMENT ON COLUMN store.bell_interval_milliseconds IS 'While many append, one NOTIFY in this time. 0: with every append, by one at a time. -1: never.';
COMMENT ON COLUMN store.max_events_per_append IS 'Most events that one append call may carry.';
COMMENT ON COLUMN store.max_payload_bytes IS 'Most bytes that the data of one event may have, and likewise its metadata.';
COMMENT ON COLUMN store.max_future_seconds IS 'How far an event''s timestamp may lie ahead of the server''s clock.';
COMMENT ON COLUMN store.earliest_timestamp IS 'Events with an earlier timestamp are refused.';
COMMENT ON COLUMN store.outbox_by_default IS 'Whether an append that does not say so itself writes outbox messages.';
COMMENT ON COLUMN store.outbox_max_attempts IS 'After so many failures a message of the outbox is parked. 0: never.';
COMMENT ON COLUMN store.outbox_retry_milliseconds IS 'How long a stream waits after a first failure; doubled with each further one.';
COMMENT ON COLUMN store.outbox_max_retry_milliseconds IS 'The longest wait after a failure.';
COMMENT ON COLUMN store.role_prefix IS 'What the names of the roles begin with that sql/roles.sql has made; null: it has not run.';
COMMENT ON COLUMN store.is_tenant_isolated IS 'Whether row-level security is on, see enable_tenant_isolation().';
COMMENT ON COLUMN store.reopen_grace_seconds IS 'How long the events of a deleted stream stay, before scavenge removes them.';
COMMENT ON COLUMN store.scavenge_min_age_seconds IS
'Scavenge leaves younger events, whatever the limits: an append that is repeated within this time is known by their ids.';
COMMENT ON COLUMN store.maintenance_share_percent IS
'The part of their time in which scavenge and compress_partition work; then they rest, so that appends go on. 100: no rest.';
COMMENT ON COLUMN store.has_limited_streams IS 'False while no stream is deleted or has limits: then reads ask for none.';

INSERT INTO store (system_identifier, timeline)
SELECT i.system_identifier, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::integer
FROM pg_control_system() AS i;

-- Names compare byte by byte (COLLATE "C"): quick, the same everywhere, and no upgrade of a system's collations can break an
-- index that arbitrates versions. fillfactor leaves room for heap-only updates: every append to an existing stream updates its row.
CREATE TABLE streams (
    stream_id bigint GENERATED BY DEFAULT AS IDENTITY (CACHE 64),
    tenant text COLLATE "C" NOT NULL,
    aggregate_type text COLLATE "C" NOT NULL,
    aggregate_id text COLLATE "C" NOT NULL,
    version bigint NOT NULL,
    first_timestamp timestamptz NOT NULL,
    last_timestamp timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz,
    truncate_before bigint,
    max_count bigint,
    max_age interval,
    CONSTRAINT streams_pkey PRIMARY KEY (tenant, aggregate_type, aggregate_id),
    CONSTRAINT streams_max_count_check CHECK (max_count >= 1),
    CONSTRAINT streams_max_age_check CHECK (max_age > '0')
) WITH (fillfactor = 70);

COMMENT ON TABLE streams IS 'One row a stream. Its row is the arbiter of the version: an append locks it first.';
COMMENT ON COLUMN streams.version IS 'Version of the last event; versions start at 1 and have no gaps.';
COMMENT ON COLUMN streams.first_timestamp IS 'No event of the stream is earlier; reads prune partitions by it.';
COMMENT ON COLUMN streams.last_timestamp IS 'No event of the stream is later; reads prune partitions by it.';
COMMENT ON COLUMN streams.deleted_at IS 'When the stream was deleted; null when it was not, or was reopened.';
COMMENT ON COLUMN streams.truncate_before IS 'Events of lower versions are not read any more, and scavenge removes them.';
COMMENT ON COLUMN streams.max_count IS 'Only so many of the last events are read; scavenge removes the others.';
COMMENT ON COLUMN streams.max_age IS 'Only events that were recorded within this time are read. Hours, because a day has not always 24.';

-- The few streams that are deleted or have limits. An append changes none of its columns, so its update stays heap-only.
CREATE INDEX streams_limited_idx ON streams (stream_id)
WHERE num_nonnulls(deleted_at, truncate_before, max_count, max_age) > 0;

-- A unique index on the partitioned table could not leave out the partition key, so event ids have a table of their own.
CREATE TABLE event_ids (
    event_id uuid NOT NULL,
    stream_id bigint NOT NULL,
    version bigint NOT NULL,
    timestamp timestamptz NOT NULL,
    CONSTRAINT event_ids_pkey PRIMARY KEY (event_id)
);

COMMENT ON TABLE event_ids IS 'Every event id of the store, once, over all partitions, and where its event is.';

CREATE TABLE events (
    global_position bigint NOT NULL,
    stream_id bigint NOT NULL,
    version bigint NOT NULL,
    timestamp timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    schema_version integer NOT NULL,
    tenant text COLLATE "C" NOT NULL,
    aggregate_type text COLLATE "C" NOT NULL,
    aggregate_id text COLLATE "C" NOT NULL,
    event_type text COLLATE "C" NOT NULL,
    correlation_id text COLLATE "C",
    causation_id text COLLATE "C",
    user_id text COLLATE "C",
    content_type text,
    data json,
    data_bytes bytea,
    metadata json,
    checksum bytea NOT NULL,
    CONSTRAINT events_data_check CHECK ((data IS NULL) <> (data_bytes IS NULL))
) PARTITION BY RANGE (timestamp);

COMMENT ON TABLE events IS 'The events, partitioned by month of their timestamp. Read through the functions: they hold the barrier.';
COMMENT ON COLUMN events.global_position IS 'Order over the whole store, increasing, with gaps.';
COMMENT ON COLUMN events.timestamp IS 'When it happened, as the writer says.';
COMMENT ON COLUMN events.recorded_at IS 'When it was stored, by the server''s clock.';
COMMENT ON COLUMN events.content_type IS 'Null: JSON in data. Otherwise the content type of data_bytes.';
COMMENT ON COLUMN events.metadata IS 'Free keys as a JSON object; null when there are none.';
COMMENT ON COLUMN events.checksum IS 'SHA-256 over everything else that was stored, see event_checksum().';

CREATE INDEX events_global_position_idx ON events (global_position);
CREATE INDEX events_stream_idx ON events (stream_id, version);
CREATE INDEX events_event_type_idx ON events (event_type, global_position);
CREATE INDEX events_correlation_idx ON events (correlation_id, global_position) WHERE correlation_id IS NOT NULL;

CREATE TABLE partitions (
    partition_name text NOT NULL,
    lower_bound timestamptz NOT NULL,
    upper_bound timestamptz NOT NULL,
    first_position bigint NOT NULL,
    last_position bigint,
    state text NOT NULL DEFAULT 'attached',
    is_passed_over boolean NOT NULL DEFAULT false,
    compressed_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT partitions_pkey PRIMARY KEY (partition_name),
    CONSTRAINT partitions_bounds_key UNIQUE (lower_bound, upper_bound),
    CONSTRAINT partitions_bounds_check CHECK (lower_bound < upper_bound),
    CONSTRAINT partitions_state_check CHECK (state IN ('attached', 'closed', 'detaching', 'detached', 'dropping'))
);

COMMENT ON TABLE partitions IS
'The partitions of events. Appends look here, so that a missing month is a clear error, and reads, so that none skips a detached one.';
COMMENT ON COLUMN partitions.first_position IS 'No event in the partition has a lower global position.';
COMMENT ON COLUMN partitions.last_position IS 'No event in it has a higher one; null while that is not known.';
COMMENT ON COLUMN partitions.state IS
'attached; closed: still read, but not appended to; detaching and detached: neither; dropping: its events count as gone.';
COMMENT ON COLUMN partitions.is_passed_over IS 'Reads pass over it while it is detached, instead of raising SE020.';
COMMENT ON COLUMN partitions.compressed_at IS 'When compress_partition() rewrote it; null: never.';

-- What reads ask first; empty nearly always.
CREATE INDEX partitions_detached_idx ON partitions (lower_bound)
WHERE state IN ('detaching', 'detached') AND NOT is_passed_over;

CREATE TABLE checkpoints (
    tenant text COLLATE "C" NOT NULL DEFAULT '',
    name text COLLATE "C" NOT NULL,
    global_position bigint NOT NULL,
    last_event_id uuid,
    events_processed bigint NOT NULL DEFAULT 0,
    status text NOT NULL DEFAULT 'running',
    error text,
    epoch uuid NOT NULL,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT checkpoints_pkey PRIMARY KEY (tenant, name),
    CONSTRAINT checkpoints_status_check CHECK (status IN ('running', 'paused', 'rebuilding', 'failed'))
) WITH (fillfactor = 50);

COMMENT ON TABLE checkpoints IS 'How far each projection has read, in which history (epoch), and how it fares.';

-- Starts with 0 already drawn, so that last_value is always the highest position that was given out.
CREATE SEQUENCE global_positions MINVALUE 0 START 0;
DO $$ BEGIN PERFORM nextval('global_positions'); END $$;

COMMENT ON SEQUENCE global_positions IS 'Source of global positions. Its cache must stay 1. Read it with head_position() only.';

-- Holds the time and the position of the last ring. A sequence, because its value survives a rollback and nobody waits for it.
CREATE SEQUENCE bell MINVALUE 0 START 0;
DO $$ BEGIN PERFORM nextval('bell'); END $$;

COMMENT ON SEQUENCE bell IS 'When the bell rang last: milliseconds since 1970 times 1024, plus the position modulo 1024.';

CREATE TYPE recorded_event AS (
    global_position bigint,
    tenant text,
    aggregate_type text,
    aggregate_id text,
    version bigint,
    event_id uuid,
    event_type text,
    schema_version integer,
    content_type text,
    data json,
    data_bytes bytea,
    metadata json,
    correlation_id text,
    causation_id text,
    user_id text,
    timestamp timestamptz,
    recorded_at timestamptz,
    checksum bytea
);

COMMENT ON TYPE recorded_event IS 'An event as the reading functions return it.';

CREATE TYPE append_outcome AS (
    stream_index integer,
    stream_version bigint,
    first_position bigint,
    last_position bigint,
    already_stored boolean,
    error_code text,
    error_message text,
    error_detail json
);

COMMENT ON TYPE append_outcome IS 'What became of the events of one stream in an append.';

-- Append-only: the triggers refuse to change what is stored. A row of streams is updated by each append. This text is replaced by functions/refuse_change.sql.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'not installed yet'; END $$;

CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON events
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE OR TRUNCATE ON event_ids
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON streams
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER refuse_change BEFORE DELETE OR TRUNCATE ON store
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- No keyword of ALTER DEFAULT PRIVILEGES reaches tables that exist, so each is named.
REVOKE ALL ON TABLE store, streams, event_ids, events, partitions, checkpoints FROM PUBLIC;
REVOKE ALL ON SEQUENCE global_positions, bell FROM PUBLIC;
