-- As append_event.sql, with a message of the outbox.
\set n :n + 1
\set high 1000 + :n / 900
\set low 100 + :n % 900
\set client 100 + :client_id
\set random random(100000000000, 999999999999)
SELECT * FROM event_store.append_event('order', :run || '-' || :client || '-' || :n, 0, 'OrderPlaced', :payload, NULL, (:run || '-' || :high || '-7' || :low || '-8' || :client || '-' || :random)::uuid, p_outbox => true);
