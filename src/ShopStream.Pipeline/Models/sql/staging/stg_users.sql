{{ config(unique_key='user_id') }}
-- One row per user. A name of blanks is no name; everything else is as it came, so that it reconciles.
SELECT
    id AS user_id,
    email,
    NULLIF(TRIM(first_name), '') AS first_name,
    NULLIF(TRIM(last_name), '') AS last_name,
    country,
    plan_type,
    created_at,
    last_login,
    is_active
FROM {{ source('raw', 'users') }}
