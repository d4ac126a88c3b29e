{{ config(unique_key='contact_id') }}
-- One row per contact. Blank names, sources and campaigns become NULL.
SELECT
    id AS contact_id,
    email,
    NULLIF(TRIM(first_name, ' '), '') AS first_name,
    NULLIF(TRIM(last_name, ' '), '') AS last_name,
    NULLIF(TRIM(source, ' '), '') AS source,
    NULLIF(TRIM(campaign_id, ' '), '') AS campaign_id,
    created_at,
    converted,
    converted_at
FROM {{ source('raw', 'crm_contacts') }}
