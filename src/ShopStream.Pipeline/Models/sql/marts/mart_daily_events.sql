{{ config(unique_key=['event_date', 'event_type']) }}
-- One row per day and event type; users counts distinct known users.
SELECT
    event_date,
    event_type,
    COUNT(*) AS events,
    COUNT(DISTINCT user_id) AS users
FROM {{ ref('stg_events') }}
GROUP BY event_date, event_type
ORDER BY event_date, event_type
