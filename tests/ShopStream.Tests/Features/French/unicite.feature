# language: fr
@owner:data-platform
Fonctionnalité: Rien n'apparaît deux fois
  Une ligne chargée deux fois double son chiffre d'affaires.

  @critical @ci @nightly
  Plan du scénario: Aucun doublon dans <table>
    Alors aucun id n'apparaît plus d'une fois dans raw <table>

    Exemples:
      | table        |
      | users        |
      | products     |
      | orders       |
      | order_items  |
      | events       |
      | crm_contacts |

  @critical @ci @nightly
  Scénario: Un compte par adresse électronique
    Alors aucun email n'apparaît plus d'une fois dans raw users
    Et aucun email n'apparaît plus d'une fois dans raw crm_contacts

  @critical @ci @nightly
  Scénario: Une ligne par chose dans les dimensions et les faits
    Alors aucun user_id n'apparaît plus d'une fois dans core dim_users
    Et aucun product_id n'apparaît plus d'une fois dans core dim_products
    Et aucun order_item_id n'apparaît plus d'une fois dans core fact_orders

  @critical @ci @nightly
  Scénario: Une ligne par jour, par client et par produit dans les tableaux de bord
    Alors aucune sale_date n'apparaît plus d'une fois dans mart mart_sales_overview
    Et aucun user_id n'apparaît plus d'une fois dans mart mart_customer_rfm
    Et aucun product_id n'apparaît plus d'une fois dans mart mart_product_performance
    Et aucune combinaison de event_date et event_type n'apparaît plus d'une fois dans mart mart_daily_events
