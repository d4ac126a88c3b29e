{{ config(unique_key='contact_id') }}
-- One row per contact. A name, source or campaign of blanks is none.
SELECT
    id AS contact_id,
    email,
    NULLIF(TRIM(first_name), '') AS first_name,
    NULLIF(TRIM(last_name), '') AS last_name,
    NULLIF(TRIM(source), '') AS source,
    NULLIF(TRIM(campaign_id), '') AS campaign_id,
    created_at,
    converted,
    converted_at
FROM {{ source('raw', 'crm_contacts') }}
