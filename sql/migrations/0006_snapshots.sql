-- Snapshots: the state of an aggregate at a version of its stream, so that loading it needs no events before. They can be
-- made anew from the events at any time. Creates an empty table only: nothing existing is locked or rewritten.

CREATE TABLE snapshots (
    stream_id bigint NOT NULL,
    version bigint NOT NULL,
    schema_version integer NOT NULL,
    event_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    original_size integer NOT NULL,
    stored_size integer NOT NULL,
    tenant text COLLATE "C" NOT NULL,
    aggregate_type text COLLATE "C" NOT NULL,
    aggregate_id text COLLATE "C" NOT NULL,
    state_type text COLLATE "C" NOT NULL,
    content_type text,
    encoding text,
    data json,
    data_bytes bytea,
    CONSTRAINT snapshots_pkey PRIMARY KEY (stream_id, state_type, version, schema_version),
    CONSTRAINT snapshots_data_check CHECK ((data IS NULL) <> (data_bytes IS NULL)),
    CONSTRAINT snapshots_encoding_check CHECK (
        encoding IS NULL OR (data_bytes IS NOT NULL AND encoding IN ('gzip', 'lz4', 'zstd'))
    )
);

COMMENT ON TABLE snapshots IS 'States of aggregates at versions of their streams. A stream that is deleted for good takes its own along.';
COMMENT ON COLUMN snapshots.version IS 'The state is that after the event of this version.';
COMMENT ON COLUMN snapshots.schema_version IS 'The version of the state type''s schema: a program reads those of its own only.';
COMMENT ON COLUMN snapshots.event_id IS 'The event at that version. When another one is there, the snapshot is of another history and not used.';
COMMENT ON COLUMN snapshots.original_size IS 'Bytes before compression.';
COMMENT ON COLUMN snapshots.stored_size IS 'Bytes of data or data_bytes.';
COMMENT ON COLUMN snapshots.content_type IS 'Null: JSON in data. Otherwise what data_bytes holds, when it is unpacked.';
COMMENT ON COLUMN snapshots.encoding IS 'How data_bytes is compressed (gzip, lz4, zstd); null: not.';

REVOKE ALL ON TABLE snapshots FROM PUBLIC;
