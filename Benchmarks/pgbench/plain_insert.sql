-- The same event as a row of a plain table.
\set n :n + 1
\set high 1000 + :n / 900
\set low 100 + :n % 900
\set client 100 + :client_id
\set random random(100000000000, 999999999999)
INSERT INTO bench.plain_events (tenant, aggregate_type, aggregate_id, version, event_id, event_type, data, metadata, timestamp) VALUES ('', 'order', :run || '-' || :client || '-' || :n, 1, (:run || '-' || :high || '-7' || :low || '-8' || :client || '-' || :random)::uuid, 'OrderPlaced', :payload, NULL, clock_timestamp());
