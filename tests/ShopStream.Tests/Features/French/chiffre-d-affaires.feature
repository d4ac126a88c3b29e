# language: fr
@owner:finance
Fonctionnalité: Le chiffre d'affaires arrive au centime près
  Le chiffre d'affaires est la valeur de toutes les commandes ni annulées ni remboursées. Il est défini une seule fois, dans les réglages.
  Les totaux de la source sont ceux du moment de l'extraction : une boutique qui continue à vendre concorde quand même.

  Contexte:
    Étant donnée la dernière exécution

  @critical @ci @nightly
  Scénario: Les commandes de la boutique et leurs lignes concordent
    Alors la somme de total_amount dans source orders est égale à la somme de line_total dans source order_items au centime près
    Et le chiffre d'affaires dans source orders concorde avec le chiffre d'affaires dans source order_items par jour au centime près

  @critical @ci @nightly
  Scénario: Le chiffre d'affaires traverse le lac et le chargement
    Alors le chiffre d'affaires dans source orders concorde avec le chiffre d'affaires dans lake orders par jour au centime près
    Et le chiffre d'affaires dans source orders concorde avec le chiffre d'affaires dans raw orders par jour au centime près
    Et le chiffre d'affaires dans source order_items concorde avec le chiffre d'affaires dans raw order_items par jour au centime près

  @critical @ci @nightly
  Scénario: Le chiffre d'affaires survit au nettoyage
    Alors le chiffre d'affaires dans raw orders concorde avec le chiffre d'affaires dans staging stg_orders par pays au centime près
    Et le chiffre d'affaires dans raw order_items concorde avec le chiffre d'affaires dans staging stg_order_items par produit au centime près

  @critical @ci @nightly
  Scénario: Le chiffre d'affaires arrive dans les faits
    Alors le chiffre d'affaires dans source order_items concorde avec le chiffre d'affaires dans core fact_orders par jour au centime près
    Et le chiffre d'affaires dans source order_items concorde avec le chiffre d'affaires dans core fact_orders par pays au centime près

  @critical @ci @nightly
  Scénario: Le chiffre d'affaires arrive au tableau des ventes
    Alors le chiffre d'affaires dans source orders concorde avec le chiffre d'affaires dans mart mart_sales_overview par jour au centime près

  @critical @ci @nightly
  Scénario: Le chiffre d'affaires arrive au tableau des produits
    Alors le chiffre d'affaires dans source order_items concorde avec le chiffre d'affaires dans mart mart_product_performance par catégorie au centime près
    Et le chiffre d'affaires dans source order_items concorde avec le chiffre d'affaires dans mart mart_product_performance par produit au centime près

  @critical @nightly
  Scénario: Le chiffre d'affaires arrive au tableau des clients
    Alors le chiffre d'affaires dans source orders concorde avec le chiffre d'affaires dans mart mart_customer_rfm au centime près
    Et le chiffre d'affaires dans staging stg_orders concorde avec le chiffre d'affaires dans mart mart_customer_rfm par client au centime près

  @critical @ci @nightly
  Scénario: Ce qui n'est pas du chiffre d'affaires est toujours là
    Alors source orders concorde avec staging stg_orders :
      | quoi   | source orders       | staging stg_orders | tolérance       |
      | clé    | status              | status             |                 |
      | clé    | created_at par jour | order_date         |                 |
      | amount | total_amount        | total_amount       | au centime près |

  @critical @ci @nightly
  Scénario: Les commandes annulées ou remboursées ne rapportent rien
    Étant données les seules lignes de core fact_orders où status est parmi cancelled, refunded
    Alors line_revenue dans core fact_orders est compris entre 0 et 0

  @info @nightly
  Scénario: Les faits contiennent autant de pièces qu'il en a été commandé
    Alors la somme de quantity dans source order_items est égale à la somme de quantity dans core fact_orders
