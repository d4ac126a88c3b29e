{{ config(unique_key=['source', 'campaign_id']) }}
-- One row per source and campaign; contacts that have none are in the group '(none)'. conversion_rate is converted / contacts, from 0 to 1.
WITH campaigns AS (
    SELECT
        COALESCE(source, '(none)') AS source,
        COALESCE(campaign_id, '(none)') AS campaign_id,
        COUNT(*) AS contacts,
        COUNT(*) FILTER (WHERE converted) AS converted
    FROM {{ ref('stg_crm_contacts') }}
    GROUP BY ALL
)
SELECT
    source,
    campaign_id,
    contacts,
    converted,
    -- In whole ten-thousandths, a half rounded up: "/" would give a DOUBLE.
    CAST(CAST((2 * converted * 10000 + contacts) // (2 * contacts) AS DECIMAL(18, 0)) * 0.0001 AS DECIMAL(9, 4)) AS conversion_rate
FROM campaigns
ORDER BY source, campaign_id
