# language: fr
@owner:data-platform
Fonctionnalité: Chaque ligne arrive telle qu'elle était

  Les nombres et les sommes concordent aussi quand une valeur est fausse dans une colonne que personne n'additionne. Ici, chaque
  valeur de chaque ligne est comparée.

  @critical @nightly
  Plan du Scénario: Chaque valeur de <table> arrive dans l'entrepôt
    Alors raw <table> correspond à source <table> ligne à ligne sur id

    Exemples:
      | table        |
      | users        |
      | products     |
      | orders       |
      | order_items  |
      | events       |
      | crm_contacts |

  @critical @nightly
  Scénario: Le nettoyage renomme les colonnes des commandes et ne change aucune de leurs valeurs
    Alors staging stg_orders correspond à source orders ligne à ligne :
      | quoi    | staging stg_orders | source orders  |
      | clé     | order_id           | id             |
      | colonne | user_id            | user_id        |
      | colonne | ordered_at         | created_at     |
      | colonne | total_amount       | total_amount   |
      | colonne | status             | status         |
      | colonne | country            | country        |
      | colonne | payment_method     | payment_method |
