-- Where compressed JSON is: a query on a path into data, which sees none of it, asks here first and says so. Holds nothing
-- while nothing is compressed. Reads every partition once and keeps appends waiting meanwhile (SHARE on events).

CREATE INDEX events_encoded_json_idx ON events (tenant, global_position)
WHERE content_type LIKE 'application/json;encoding=%';

COMMENT ON INDEX events_encoded_json_idx IS 'Events whose data is JSON that is stored compressed, as bytes. See payload_encoding().';
