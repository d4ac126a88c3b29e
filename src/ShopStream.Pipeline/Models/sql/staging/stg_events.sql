{{ config(unique_key='event_id') }}
-- One row per event; user_id is NULL for an unknown visitor.
SELECT
    id AS event_id,
    user_id,
    event_type,
    event_ts,
    CAST(event_ts AS DATE) AS event_date,
    metadata
FROM {{ source('raw', 'events') }}
