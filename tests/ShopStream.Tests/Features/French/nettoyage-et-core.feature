# language: fr
@owner:data-platform
Fonctionnalité: Le nettoyage et les jointures ne changent rien

  Le staging renomme et nettoie, le core joint. Chaque valeur qui passe doit ressortir telle quelle.

  @critical @nightly
  Scénario: Le nettoyage ne change des clients que les noms vides
    Alors staging stg_users correspond à raw users ligne à ligne :
      | quoi    | staging stg_users | raw users  |
      | clé     | user_id           | id         |
      | colonne | email             | email      |
      | colonne | country           | country    |
      | colonne | plan_type         | plan_type  |
      | colonne | created_at        | created_at |
      | colonne | last_login        | last_login |
      | colonne | is_active         | is_active  |
    Et cette requête ne renvoie aucune ligne dans staging :
      """
      SELECT user_id
      FROM stg_users AS cleaned
      FULL JOIN raw.users AS came ON came.id = cleaned.user_id
      WHERE cleaned.first_name IS DISTINCT FROM NULLIF(TRIM(came.first_name), '')
         OR cleaned.last_name IS DISTINCT FROM NULLIF(TRIM(came.last_name), '')
      """

  @critical @nightly
  Scénario: Le nettoyage ne change des contacts que les textes vides
    Alors staging stg_crm_contacts correspond à raw crm_contacts ligne à ligne :
      | quoi    | staging stg_crm_contacts | raw crm_contacts |
      | clé     | contact_id               | id               |
      | colonne | email                    | email            |
      | colonne | created_at               | created_at       |
      | colonne | converted                | converted        |
      | colonne | converted_at             | converted_at     |
    Et cette requête ne renvoie aucune ligne dans staging :
      """
      SELECT contact_id
      FROM stg_crm_contacts AS cleaned
      FULL JOIN raw.crm_contacts AS came ON came.id = cleaned.contact_id
      WHERE cleaned.first_name IS DISTINCT FROM NULLIF(TRIM(came.first_name), '')
         OR cleaned.last_name IS DISTINCT FROM NULLIF(TRIM(came.last_name), '')
         OR cleaned.source IS DISTINCT FROM NULLIF(TRIM(came.source), '')
         OR cleaned.campaign_id IS DISTINCT FROM NULLIF(TRIM(came.campaign_id), '')
      """

  @critical @nightly
  Scénario: Le nettoyage ne change rien aux produits, aux lignes et aux événements
    Alors staging stg_products correspond à raw products ligne à ligne :
      | quoi    | staging stg_products | raw products   |
      | clé     | product_id           | id             |
      | colonne | product_name         | name           |
      | colonne | merchant_id          | merchant_id    |
      | colonne | description          | description    |
      | colonne | category             | category       |
      | colonne | price                | price          |
      | colonne | stock_quantity       | stock_quantity |
      | colonne | created_at           | created_at     |
      | colonne | updated_at           | updated_at     |
    Et staging stg_order_items correspond à raw order_items ligne à ligne :
      | quoi    | staging stg_order_items | raw order_items |
      | clé     | order_item_id           | id              |
      | colonne | order_id                | order_id        |
      | colonne | product_id              | product_id      |
      | colonne | quantity                | quantity        |
      | colonne | unit_price              | unit_price      |
      | colonne | line_total              | line_total      |
    Et staging stg_events correspond à raw events ligne à ligne :
      | quoi    | staging stg_events | raw events |
      | clé     | event_id           | id         |
      | colonne | user_id            | user_id    |
      | colonne | event_type         | event_type |
      | colonne | event_ts           | event_ts   |
      | colonne | metadata           | metadata   |

  @critical @nightly
  Scénario: Les jours sont ceux de leurs instants
    Alors cette requête ne renvoie aucune ligne dans staging :
      """
      SELECT order_id AS id, order_date AS day
      FROM stg_orders
      WHERE order_date IS DISTINCT FROM CAST(ordered_at AS DATE)
      UNION ALL
      SELECT event_id, event_date
      FROM stg_events
      WHERE event_date IS DISTINCT FROM CAST(event_ts AS DATE)
      """

  @critical @nightly
  Scénario: Les dimensions contiennent ce qui a été nettoyé
    Alors core dim_products correspond à staging stg_products ligne à ligne sur product_id
    Et core dim_users correspond à staging stg_users ligne à ligne sur user_id en comparant email, first_name, last_name, country, plan_type, is_active, created_at et last_login

  @critical @nightly
  Scénario: Les clients ont leur nom complet et leurs commandes
    Alors cette requête ne renvoie aucune ligne dans core :
      """
      SELECT u.user_id
      FROM dim_users AS u
      LEFT JOIN (
        SELECT user_id, MIN(order_date) AS first_date, MAX(order_date) AS last_date, COUNT(*) AS orders
        FROM staging.stg_orders
        GROUP BY user_id
      ) AS o ON o.user_id = u.user_id
      WHERE u.full_name IS DISTINCT FROM NULLIF(TRIM(COALESCE(u.first_name, '') || ' ' || COALESCE(u.last_name, '')), '')
         OR u.first_order_date IS DISTINCT FROM o.first_date
         OR u.last_order_date IS DISTINCT FROM o.last_date
         OR u.orders_placed IS DISTINCT FROM COALESCE(o.orders, 0)
      """

  @critical @nightly
  Scénario: Les faits contiennent chaque ligne, avec ce que dit sa commande
    Alors core fact_orders correspond à staging stg_order_items ligne à ligne sur order_item_id en comparant order_id, product_id, quantity, unit_price et line_total
    Et cette requête ne renvoie aucune ligne dans core :
      """
      SELECT f.order_item_id
      FROM fact_orders AS f
      LEFT JOIN staging.stg_orders AS o ON o.order_id = f.order_id
      WHERE f.user_id IS DISTINCT FROM o.user_id
         OR f.date_key IS DISTINCT FROM o.order_date
         OR f.ordered_at IS DISTINCT FROM o.ordered_at
         OR f.country IS DISTINCT FROM o.country
         OR f.status IS DISTINCT FROM o.status
      """
    Et cette requête ne renvoie aucune ligne dans core :
      """
      SELECT order_item_id, is_revenue, line_total, line_revenue
      FROM fact_orders
      WHERE is_revenue IS NULL OR line_revenue IS DISTINCT FROM CASE WHEN is_revenue THEN line_total ELSE 0 END
      """
