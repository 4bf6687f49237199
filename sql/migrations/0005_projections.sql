-- Projections: what they are, their generations, and the events they have set aside. How far each generation has come is its
-- checkpoint. Creates empty tables only.

CREATE TABLE projections (
    tenant text COLLATE "C" NOT NULL DEFAULT '',
    name text COLLATE "C" NOT NULL,
    function_name text,
    is_inline boolean NOT NULL DEFAULT false,
    aggregate_types text[],
    event_types text[],
    events_tenant text COLLATE "C",
    on_failure text NOT NULL DEFAULT 'stop',
    max_attempts integer NOT NULL DEFAULT 5,
    retry_milliseconds integer NOT NULL DEFAULT 1000,
    generation integer NOT NULL DEFAULT 1,
    last_generation integer NOT NULL DEFAULT 1,
    rebuilding_generation integer,
    stop_position bigint,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT projections_pkey PRIMARY KEY (tenant, name),
    CONSTRAINT projections_inline_check CHECK (NOT is_inline OR function_name IS NOT NULL),
    CONSTRAINT projections_on_failure_check CHECK (on_failure IN ('stop', 'skip', 'park')),
    CONSTRAINT projections_max_attempts_check CHECK (max_attempts BETWEEN 1 AND 1000000),
    CONSTRAINT projections_retry_check CHECK (retry_milliseconds BETWEEN 0 AND 86400000),
    CONSTRAINT projections_generation_check CHECK (rebuilding_generation > generation)
);

COMMENT ON TABLE projections IS 'The projections: who handles which events, and which generation is in use.';
COMMENT ON COLUMN projections.tenant IS 'Whose projection it is; part of its name.';
COMMENT ON COLUMN projections.function_name IS 'The function that handles its events; null: a client does.';
COMMENT ON COLUMN projections.is_inline IS 'Whether a trigger of events calls the function in the append''s own transaction.';
COMMENT ON COLUMN projections.events_tenant IS 'Only events of this tenant; null: of all.';
COMMENT ON COLUMN projections.on_failure IS 'What becomes of an event that its function has refused max_attempts times.';
COMMENT ON COLUMN projections.generation IS 'The generation in use. Its checkpoint bears the projection''s name.';
COMMENT ON COLUMN projections.last_generation IS 'The highest number that a generation has had; none is used twice.';
COMMENT ON COLUMN projections.rebuilding_generation IS
'The one that is built beside it, under the checkpoint name@generation; null: none.';
COMMENT ON COLUMN projections.stop_position IS 'The generation in use pauses when it has passed this position; null: never.';

CREATE TABLE projection_generations (
    tenant text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    checkpoint_name text COLLATE "C" NOT NULL,
    attempts integer NOT NULL DEFAULT 0,
    available_at timestamptz,
    events_skipped bigint NOT NULL DEFAULT 0,
    failures bigint NOT NULL DEFAULT 0,
    last_error text,
    last_error_position bigint,
    last_error_at timestamptz,
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CONSTRAINT projection_generations_pkey PRIMARY KEY (tenant, name, generation),
    CONSTRAINT projection_generations_projection_fkey FOREIGN KEY (tenant, name) REFERENCES projections ON DELETE CASCADE
);

COMMENT ON TABLE projection_generations IS
'The generations of a projection: the one in use, and the one that is built beside it.';
COMMENT ON COLUMN projection_generations.attempts IS 'How often in a row the next event has failed.';
COMMENT ON COLUMN projection_generations.available_at IS 'When it is tried again after a failure.';
COMMENT ON COLUMN projection_generations.started_at IS 'When it began, or was reset.';

CREATE TABLE parked_projection_events (
    tenant text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    generation integer NOT NULL,
    global_position bigint NOT NULL,
    event_id uuid,
    attempts integer NOT NULL,
    error text NOT NULL,
    parked_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    replay_requested_at timestamptz,
    CONSTRAINT parked_projection_events_pkey PRIMARY KEY (tenant, name, generation, global_position),
    CONSTRAINT parked_projection_events_generation_fkey FOREIGN KEY (tenant, name, generation)
    REFERENCES projection_generations ON DELETE CASCADE
);

COMMENT ON TABLE parked_projection_events IS 'Events that a projection has set aside; it went on without them.';
COMMENT ON COLUMN parked_projection_events.replay_requested_at IS
'When replay_parked_projection_events() asked to try it again; null: it did not.';

REVOKE ALL ON TABLE projections, projection_generations, parked_projection_events FROM PUBLIC;
