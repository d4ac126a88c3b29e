# language: fr
@owner:analytics
Fonctionnalité: Les tableaux de bord trouvent les colonnes qu'ils utilisent
  Ce que Power BI et d'autres outils lisent des marts, et ce que cela signifie.

  @critical @ci @nightly
  Scénario: Vue d'ensemble des ventes
    Alors mart mart_sales_overview offre aux tableaux de bord ces colonnes :
      | nom                 | nature        | signification                 |
      | sale_date           | date          | le jour des commandes, en UTC |
      | total_revenue       | montant       | le chiffre d'affaires du jour |
      | total_orders        | nombre entier | les commandes qui comptent    |
      | total_units         | nombre entier | les unités de ces commandes   |
      | total_customers     | nombre entier | les clients différents        |
      | average_order_value | montant       | total_revenue / total_orders  |

  @critical @ci @nightly
  Scénario: Clients
    Alors mart mart_customer_rfm offre aux tableaux de bord ces colonnes :
      | nom             | nature        | signification                      |
      | user_id         | nombre entier | qui ; une ligne chacun             |
      | email           | texte         | donnée personnelle                 |
      | country         | texte         | trois lettres                      |
      | last_order_date | date          | de la dernière commande qui compte |
      | recency_days    | nombre entier | jours depuis                       |
      | frequency       | nombre entier | commandes qui comptent             |
      | monetary        | montant       | leur chiffre d'affaires            |
      | r_score         | nombre entier | de 1 à 5                           |
      | f_score         | nombre entier | de 1 à 5                           |
      | m_score         | nombre entier | de 1 à 5                           |
      | rfm_segment     | texte         | Champions, Loyal, …, Lost          |
      | lifetime_value  | montant       | chiffre d'affaires à ce jour       |

  @critical @ci @nightly
  Scénario: Performance des produits
    Alors mart mart_product_performance offre aux tableaux de bord ces colonnes :
      | nom              | nature        | signification                      |
      | product_id       | nombre entier | lequel ; une ligne chacun          |
      | product_name     | texte         | comme dans la boutique             |
      | category         | texte         | comme dans la boutique             |
      | total_orders     | nombre entier | commandes différentes qui comptent |
      | total_units      | nombre entier | les unités de ces commandes        |
      | total_revenue    | montant       | leur chiffre d'affaires            |
      | revenue_rank     | nombre entier | 1 rapporte le plus                 |
      | cumulative_share | décimal       | part du chiffre d'affaires         |
      | abc_class        | texte         | A, B ou C                          |
      | performance_tier | texte         | de Best Seller à Long Tail         |

  @critical @ci @nightly
  Scénario: Événements par jour
    Alors mart mart_daily_events offre aux tableaux de bord ces colonnes :
      | nom        | nature        | signification             |
      | event_date | date          | le jour, en UTC           |
      | event_type | texte         | page_view, add_to_cart, … |
      | events     | nombre entier | combien                   |
      | users      | nombre entier | clients connus différents |

  @critical @ci @nightly
  Scénario: Conversion des contacts
    Alors mart mart_crm_conversion offre aux tableaux de bord ces colonnes :
      | nom             | nature        | signification             |
      | source          | texte         | d'où vient le contact     |
      | campaign_id     | texte         | la campagne ; (none) sans |
      | contacts        | nombre entier | combien                   |
      | converted       | nombre entier | combien ont acheté        |
      | conversion_rate | décimal       | converted / contacts      |
