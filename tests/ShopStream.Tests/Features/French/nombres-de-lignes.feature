# language: fr
@owner:data-platform
Fonctionnalité: Chaque ligne arrive
  Rien ne se perd et rien ne s'invente entre la base de la boutique et l'entrepôt :
  à chaque étape, une table compte autant de lignes qu'à l'étape d'avant.

  Contexte:
    Étant donnée la dernière exécution

  @critical @ci @nightly
  Plan du scénario: <table> arrive en entier
    Alors ces couches comptent le même nombre de lignes :
      | jeu de données    |
      | source <table>    |
      | lake <table>      |
      | raw <table>       |
      | staging <staging> |

    Exemples:
      | table        | staging          |
      | users        | stg_users        |
      | products     | stg_products     |
      | orders       | stg_orders       |
      | order_items  | stg_order_items  |
      | events       | stg_events       |
      | crm_contacts | stg_crm_contacts |

  @critical @ci @nightly
  Scénario: Chaque ligne de commande devient une ligne des faits
    Alors core fact_orders compte autant de lignes que raw order_items

  @critical @ci @nightly
  Scénario: Chaque client et chaque produit devient une ligne de sa dimension
    Alors core dim_users compte autant de lignes que raw users
    Et core dim_products compte autant de lignes que raw products

  @critical @nightly
  Scénario: Aucun visiteur, anonyme ou connu, ne se perd parmi les événements
    Étant données les seules lignes de source events où user_id est nul
    Et les seules lignes de raw events où user_id est nul
    Alors raw events compte autant de lignes que source events
