{{ config(unique_key='user_id') }}
-- One row per user. Blank names become NULL; everything else is unchanged, so that it reconciles.
SELECT
    id AS user_id,
    email,
    NULLIF(TRIM(first_name, ' '), '') AS first_name,
    NULLIF(TRIM(last_name, ' '), '') AS last_name,
    country,
    plan_type,
    created_at,
    last_login,
    is_active
FROM {{ source('raw', 'users') }}
