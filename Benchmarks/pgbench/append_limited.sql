-- One event to one of 1,000 streams that keep their last ten.
\set stream random(1, 1000)
SELECT * FROM event_store.append_event('sensor', 'sensor-' || :stream, -1, 'Measured', :payload);
