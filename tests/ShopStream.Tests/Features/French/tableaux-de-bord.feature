# language: fr
@owner:analytics
Fonctionnalité: Les tables des tableaux de bord sont cohérentes

  @critical @ci @nightly
  Plan du scénario: <mart> n'est pas vide
    Alors mart <mart> n'est pas vide

    Exemples:
      | mart                     |
      | mart_sales_overview      |
      | mart_product_performance |
      | mart_customer_rfm        |
      | mart_daily_events        |
      | mart_crm_conversion      |

  @critical @ci @nightly
  Scénario: Chaque jour avec une commande figure au tableau des ventes
    Alors chaque order_date de staging stg_orders existe en tant que sale_date dans mart mart_sales_overview

  @critical @ci @nightly
  Scénario: Les produits sont de classe A, B ou C et d'un niveau connu
    Alors abc_class dans mart mart_product_performance est parmi A, B, C
    Et performance_tier n'est jamais nul dans mart mart_product_performance
    Et cumulative_share dans mart mart_product_performance est comprise entre 0 et 1

  @critical @nightly
  Scénario: Les clients sont notés de 1 à 5
    Alors r_score dans mart mart_customer_rfm est compris entre 1 et 5
    Et f_score dans mart mart_customer_rfm est compris entre 1 et 5
    Et m_score dans mart mart_customer_rfm est compris entre 1 et 5
    Et rfm_segment n'est jamais nul dans mart mart_customer_rfm

  @critical @nightly
  Scénario: L'entonnoir compte chaque événement de chaque jour
    Alors cette requête ne renvoie aucune ligne dans mart :
      """
      SELECT event_date, event_type, shown.events AS shown, happened.events AS happened
      FROM mart_daily_events AS shown
      FULL JOIN (
        SELECT event_date, event_type, COUNT(*) AS events
        FROM staging.stg_events
        GROUP BY event_date, event_type
      ) AS happened USING (event_date, event_type)
      WHERE shown.events IS DISTINCT FROM happened.events
      """

  @critical @nightly
  Scénario: Les campagnes comptent chaque contact
    Alors cette requête ne renvoie aucune ligne dans mart :
      """
      SELECT source, campaign_id, shown.contacts AS shown, there.contacts AS there, shown.converted AS converted_shown, there.converted AS converted_there
      FROM mart_crm_conversion AS shown
      FULL JOIN (
        SELECT COALESCE(source, '(none)') AS source, COALESCE(campaign_id, '(none)') AS campaign_id,
               COUNT(*) AS contacts, COUNT(CASE WHEN converted THEN 1 END) AS converted
        FROM staging.stg_crm_contacts
        GROUP BY 1, 2
      ) AS there USING (source, campaign_id)
      WHERE shown.contacts IS DISTINCT FROM there.contacts OR shown.converted IS DISTINCT FROM there.converted
      """
    Et conversion_rate dans mart mart_crm_conversion est compris entre 0 et 1

  @critical @nightly
  Scénario: Le tableau des ventes compte chaque commande et chaque pièce vendue
    Étant données les seules lignes de core fact_orders où is_revenue est vrai
    Alors la somme de total_units dans mart mart_sales_overview est égale à la somme de quantity dans core fact_orders
    Et cette requête ne renvoie aucune ligne dans mart :
      """
      SELECT sale_date, shown.total_orders AS shown, sold.orders AS sold
      FROM mart_sales_overview AS shown
      FULL JOIN (
        SELECT date_key AS sale_date, COUNT(DISTINCT order_id) AS orders
        FROM core.fact_orders
        WHERE is_revenue
        GROUP BY date_key
      ) AS sold USING (sale_date)
      WHERE COALESCE(shown.total_orders, 0) <> COALESCE(sold.orders, 0)
      """

  @critical @nightly
  Scénario: Le panier moyen est le chiffre d'affaires divisé par les commandes
    Alors cette requête ne renvoie aucune ligne dans mart :
      """
      SELECT sale_date, total_revenue, total_orders, average_order_value
      FROM mart_sales_overview
      WHERE total_orders > 0 AND (average_order_value IS NULL OR average_order_value * total_orders - total_revenue > total_orders * 0.005 OR total_revenue - average_order_value * total_orders >= total_orders * 0.005)
      """
