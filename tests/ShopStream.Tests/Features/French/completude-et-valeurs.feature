# language: fr
@owner:data-platform
Fonctionnalité: Les valeurs sont présentes et plausibles

  @critical @ci @nightly
  Scénario: Les clients sont joignables
    Alors email n'est jamais nul dans raw users
    Et email dans raw users correspond au motif [^@\s]+@[^@\s]+\.[^@\s]+

  @critical @ci @nightly
  Scénario: Les commandes disent à qui elles sont, quand, combien et dans quel état
    Alors user_id n'est jamais nul dans raw orders
    Et created_at n'est jamais nul dans raw orders
    Et total_amount n'est jamais nul dans raw orders
    Et status n'est jamais nul dans raw orders

  @critical @ci @nightly
  Scénario: Les commandes sont dans un état connu
    Alors status dans raw orders est parmi pending, processing, shipped, delivered, cancelled, refunded

  @critical @ci @nightly
  Scénario: Les montants ne sont jamais négatifs
    Alors total_amount dans raw orders n'est jamais négatif
    Et unit_price dans raw order_items n'est jamais négatif
    Et line_total dans raw order_items n'est jamais négatif
    Et price dans raw products n'est jamais négatif
    Et stock_quantity dans raw products n'est jamais négative

  @warning @nightly
  Scénario: Personne ne commande plus de cinq fois la même chose d'un coup
    Alors quantity dans raw order_items est comprise entre 1 et 5

  @critical @ci @nightly
  Scénario: Les pays sont trois majuscules
    Alors country dans raw users correspond au motif [A-Z]{3}
    Et country dans raw orders correspond au motif [A-Z]{3}

  @critical @nightly
  Scénario: Les offres et les catégories sont celles que l'on connaît
    Alors plan_type dans raw users est parmi freemium, premium, enterprise
    Et category dans raw products est parmi Fashion, Sports, Beauty, Books, Electronics, Home, Toys

  @critical @nightly
  Scénario: Les paiements, les événements et les campagnes sont d'un genre connu
    Alors payment_method dans raw orders est parmi card, paypal, apple_pay, google_pay, klarna, bank_transfer
    Et event_type dans raw events est parmi page_view, product_view, search, add_to_cart, checkout, purchase, login, signup
    Et source dans raw crm_contacts est parmi organic, facebook, newsletter, google_ads, trade_fair, referral
    Et campaign_id dans raw crm_contacts correspond au motif [A-Z]+-[0-9]{4}

  @critical @ci @nightly
  Scénario: Le total d'une ligne est sa quantité multipliée par son prix
    Alors line_total est égal à quantity * unit_price dans chaque ligne de source order_items
    Et line_total est égal à quantity * unit_price dans chaque ligne de raw order_items

  @critical @ci @nightly
  Scénario: Le total d'une commande est la somme de ses lignes
    Alors cette requête ne renvoie aucune ligne dans raw :
      """
      SELECT o.id, o.total_amount, SUM(i.line_total) AS lines
      FROM orders o
      LEFT JOIN order_items i ON i.order_id = o.id
      GROUP BY o.id, o.total_amount
      HAVING SUM(i.line_total) IS DISTINCT FROM o.total_amount
      """

  @warning @nightly
  Scénario: Les contacts convertis disent quand
    Étant données les seules lignes de raw crm_contacts où converted est vrai
    Alors converted_at n'est jamais nul dans raw crm_contacts

  @warning @nightly
  Scénario: Les contacts non convertis n'ont pas de jour de conversion
    Alors cette requête ne renvoie aucune ligne dans staging :
      """
      SELECT contact_id, converted, converted_at
      FROM stg_crm_contacts
      WHERE NOT converted AND converted_at IS NOT NULL
      """

  @critical @ci @nightly
  Scénario: Les commandes brutes ont les colonnes qu'attendent les modèles
    Alors raw orders a exactement ces colonnes :
      | nom            | type          | nullable |
      | id             | int           | oui      |
      | user_id        | int           | oui      |
      | created_at     | timestamp     | oui      |
      | total_amount   | decimal(10,2) | oui      |
      | status         | text          | oui      |
      | country        | text          | oui      |
      | payment_method | text          | oui      |
