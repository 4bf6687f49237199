-- Tried: with read_stream STABLE it turns red.
\ir ../include.psql
SELECT plan(1);

-- Under the snapshot of its caller, a function that waits for whoever detaches or rewrites a partition misses that partition's events.
-- These say what the partitions are, not what is in them, or are asked about the snapshot itself.
SELECT is_empty(
    $$ SELECT p.proname FROM pg_proc AS p
    WHERE p.pronamespace = 'event_store'::regnamespace AND p.provolatile <> 'v'
        AND p.prosrc ~ '(FROM|JOIN) (events|partitions|%I|%s)\M|detached_(version|position)\(|read_(event|stream)\('
        AND p.proname NOT IN ('list_event_indexes', 'missing_partitions', 'partition_alarm', 'require_current_partitions') $$,
    'VOLATILE'
);

SELECT * FROM finish();
ROLLBACK;
