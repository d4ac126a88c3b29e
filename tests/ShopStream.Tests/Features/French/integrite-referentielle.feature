# language: fr
@owner:data-platform
Fonctionnalité: Ce qui est référencé existe
  Une ligne sans sa commande, ou une commande sans son client, serait comptée dans un tableau de bord et absente d'un autre.

  @critical @ci @nightly
  Scénario: Les lignes de commande ont une commande et un produit
    Alors chaque order_id de raw order_items existe en tant que id dans raw orders
    Et chaque product_id de raw order_items existe en tant que id dans raw products

  @critical @ci @nightly
  Scénario: Les commandes ont un client
    Alors chaque user_id de raw orders existe en tant que id dans raw users

  @warning @nightly
  Scénario: Les visiteurs connus sont des clients
    Étant données les seules lignes de raw events où user_id n'est pas nul
    Alors chaque user_id de raw events existe en tant que id dans raw users

  @critical @ci @nightly
  Scénario: Les faits connaissent leurs clients et leurs produits
    Alors chaque user_id de core fact_orders existe en tant que user_id dans core dim_users
    Et chaque product_id de core fact_orders existe en tant que product_id dans core dim_products

  @critical @nightly
  Scénario: Ce que vend la boutique est ce que montrent les tableaux de bord
    Alors chaque product_id de mart mart_product_performance existe en tant que id dans source products
    Et chaque id de source products existe en tant que product_id dans mart mart_product_performance

  @critical @nightly
  Scénario: Les clients des tableaux de bord sont ceux de la boutique
    Alors chaque user_id de mart mart_customer_rfm existe en tant que id dans source users
