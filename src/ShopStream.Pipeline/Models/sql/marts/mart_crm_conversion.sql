{{ config(unique_key=['source', 'campaign_id']) }}
-- One row per source and campaign; contacts without one are in the group '(none)'. conversion_rate is converted / contacts, from 0 to 1.
WITH campaigns AS (
    SELECT
        COALESCE(source, '(none)') AS source,
        COALESCE(campaign_id, '(none)') AS campaign_id,
        COUNT(*) AS contacts,
        COUNT(CASE WHEN converted THEN 1 END) AS converted
    FROM {{ ref('stg_crm_contacts') }}
    GROUP BY COALESCE(source, '(none)'), COALESCE(campaign_id, '(none)')
)
SELECT
    source,
    campaign_id,
    contacts,
    converted,
    CAST({{ divide('converted', 'contacts', 4) }} AS DECIMAL(9, 4)) AS conversion_rate
FROM campaigns
ORDER BY source, campaign_id
