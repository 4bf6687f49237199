-- The outbox: messages for other systems, written by the append in its own transaction, and the streams that have some to send.
-- Creates empty tables only: nothing existing is locked or rewritten.

-- One index, because every append with outbox pays for each. Where a stream's pending messages begin, its row in
-- outbox_streams says, so that those that are done are never looked at again. Settled messages leave marks in two small indexes.
CREATE TABLE outbox (
    global_position bigint NOT NULL,
    stream_id bigint NOT NULL,
    version bigint NOT NULL,
    timestamp timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    schema_version integer NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
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
    done_at timestamptz,
    parked_at timestamptz,
    last_error text,
    CONSTRAINT outbox_pkey PRIMARY KEY (stream_id, global_position),
    CONSTRAINT outbox_settled_once_check CHECK (done_at IS NULL OR parked_at IS NULL)
);

COMMENT ON TABLE outbox IS 'Messages for other systems: a whole copy of each event that was appended with outbox, until clean_outbox() removes it.';
COMMENT ON COLUMN outbox.attempts IS 'How often publishing it has failed.';
COMMENT ON COLUMN outbox.done_at IS 'When it was published; null with parked_at null: pending.';
COMMENT ON COLUMN outbox.parked_at IS 'When it was set aside; its followers go on without it, until replay_outbox_messages().';

CREATE INDEX outbox_done_idx ON outbox (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX outbox_parked_idx ON outbox (global_position) WHERE parked_at IS NOT NULL;

-- What it costs to claim depends on this table's rows that are due, never on how many messages are pending. Every claim moves a
-- row to another place of the index, so dead entries are removed early.
CREATE TABLE outbox_streams (
    stream_id bigint NOT NULL,
    first_position bigint NOT NULL,
    claimed_position bigint,
    replayed_position bigint,
    available_at timestamptz NOT NULL,
    set_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    lease uuid,
    leased_by text COLLATE "C",
    tenant text COLLATE "C" NOT NULL,
    aggregate_type text COLLATE "C" NOT NULL,
    aggregate_id text COLLATE "C" NOT NULL,
    CONSTRAINT outbox_streams_pkey PRIMARY KEY (stream_id)
) WITH (fillfactor = 80, autovacuum_vacuum_threshold = 1000, autovacuum_vacuum_scale_factor = 0.02);

COMMENT ON TABLE outbox_streams IS 'One row a stream that has messages to send: when it may be claimed, and who holds it.';
COMMENT ON COLUMN outbox_streams.first_position IS 'No pending message has a lower position, but for those that were replayed.';
COMMENT ON COLUMN outbox_streams.claimed_position IS 'The last message that was handed out under the lease.';
COMMENT ON COLUMN outbox_streams.replayed_position IS 'The lowest message that was replayed; the next claim begins there.';
COMMENT ON COLUMN outbox_streams.available_at IS 'When it may be claimed: a lease and the delay after a failure put it off.';
COMMENT ON COLUMN outbox_streams.set_at IS 'When available_at was set: later than now, the clock has gone back since.';
COMMENT ON COLUMN outbox_streams.lease IS 'Whoever names it holds the stream; null when nobody does.';

-- Claims leave dead entries at the front of the index, which each claim would step over until the next VACUUM. So most claims
-- begin where the streams that are due began a moment ago. A sequence, because setval() locks no row and no rollback undoes it.
CREATE SEQUENCE outbox_claim_place;

COMMENT ON SEQUENCE outbox_claim_place IS
'A hint, in microseconds since 1970: where the streams that are due began when a claim last looked at all.';

CREATE INDEX outbox_streams_available_idx ON outbox_streams (available_at);
CREATE INDEX outbox_streams_tenant_idx ON outbox_streams (tenant, available_at) WHERE tenant <> '';
CREATE INDEX outbox_streams_lease_idx ON outbox_streams (lease) WHERE lease IS NOT NULL;

CREATE TYPE outbox_message AS (
    lease uuid,
    attempts integer,
    last_error text,
    parked_at timestamptz,
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

COMMENT ON TYPE outbox_message IS 'A message of the outbox as it is handed to a worker: the event, and what became of it so far.';

REVOKE ALL ON TABLE outbox, outbox_streams FROM PUBLIC;
REVOKE ALL ON SEQUENCE outbox_claim_place FROM PUBLIC;
