-- A claim of up to 50 messages, and giving them back, so that as many stay pending.
SELECT coalesce(min(lease::text), '00000000-0000-0000-0000-000000000000') AS lease, count(*) AS messages FROM event_store.claim_outbox_messages('worker-' || :client_id, 50, 10) \gset
SELECT event_store.release_outbox_lease((:lease)::uuid);
