-- What scavenge and the functions that delete for good remember: how far the events of each stream are gone, up to which
-- position anything was ever removed, and how far the scavenger has come. Creates empty tables only.

-- A table of its own, and not a column of streams: the scavenger would hold the streams' rows until it commits, and
-- appenders would wait for it.
CREATE TABLE scavenged_streams (
    stream_id bigint NOT NULL,
    tenant text COLLATE "C" NOT NULL,
    scavenged_before bigint NOT NULL,
    CONSTRAINT scavenged_streams_pkey PRIMARY KEY (stream_id)
);

COMMENT ON TABLE scavenged_streams IS 'How far the events of a stream have been removed; no row when none has.';
COMMENT ON COLUMN scavenged_streams.scavenged_before IS 'Events of lower versions, and their ids, are gone.';

-- Rows are added and never changed, so that removals wait for no other; scavenge takes away all but the highest.
CREATE TABLE removals (
    last_position bigint NOT NULL,
    CONSTRAINT removals_pkey PRIMARY KEY (last_position)
);

COMMENT ON TABLE removals IS
'The highest row: no event above it was ever removed. A checkpoint above it whose last event is not stored is of another history.';

CREATE TABLE scavenger (
    only_row boolean NOT NULL DEFAULT true,
    last_stream_id bigint NOT NULL DEFAULT 0,
    last_ended_at timestamptz,
    last_duration interval NOT NULL DEFAULT '0',
    CONSTRAINT scavenger_pkey PRIMARY KEY (only_row),
    CONSTRAINT scavenger_only_row_check CHECK (only_row)
);

COMMENT ON TABLE scavenger IS 'One row: where the next call of scavenge goes on.';
COMMENT ON COLUMN scavenger.last_stream_id IS 'Streams up to this one were looked at in the present pass; 0: a new pass begins.';
COMMENT ON COLUMN scavenger.last_ended_at IS 'When the last batch ended; null: there was none.';
COMMENT ON COLUMN scavenger.last_duration IS 'How long it worked: the next one rests in proportion.';

INSERT INTO scavenger DEFAULT VALUES;

REVOKE ALL ON TABLE scavenged_streams, removals, scavenger FROM PUBLIC;
