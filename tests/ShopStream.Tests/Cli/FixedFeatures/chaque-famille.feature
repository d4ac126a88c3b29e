# language: fr
@owner:data-platform
Fonctionnalité: Chaque famille de phrases
  Rien n'est dit de la boutique ici : le plan de ces phrases est un fichier de référence.

  Contexte:
    Étant donnée la dernière exécution

  @critical @ci
  Plan du scénario: <table> arrive
    Alors raw <table> compte autant de lignes que source <table>
    Et aucun id n'apparaît plus d'une fois dans raw <table>

    Exemples:
      | table       |
      | users       |
      | orders      |
      | order_items |

  @critical @ci
  Scénario: Les couches comptent le même nombre de lignes
    Étant données les seules lignes de raw orders où status est parmi shipped, delivered
    Et les seules lignes de staging stg_orders où status est parmi shipped, delivered
    Alors ces couches comptent le même nombre de lignes :
      | jeu de données     |
      | raw orders         |
      | staging stg_orders |

  @warning @nightly
  Scénario: Les valeurs sont présentes, connues et telles que calculées
    Alors email n'est jamais nul dans raw users
    Et chaque order_id de raw order_items existe en tant que id dans raw orders
    Et chaque user_id de staging stg_orders existe en tant que id dans source users
    Et status dans raw orders est parmi paid, shipped, delivered, cancelled, refunded
    Et quantity dans raw order_items est comprise entre 1 et 5
    Et au moins 99,5 % des country dans raw users correspondent au motif [A-Z]{3}
    Et line_total est égal à quantity * unit_price dans chaque ligne de source order_items
    Et id dans raw orders augmente avec created_at, pour chaque status

  @critical @nightly
  Scénario: Les montants sont les mêmes, au total et dans chaque groupe
    Alors la somme de quantity dans source order_items est égale à la somme de quantity dans core fact_orders à 0,5 % près
    Et le chiffre d'affaires dans source order_items concorde avec le chiffre d'affaires dans core fact_orders par jour et pays au centime près
    Et le chiffre d'affaires dans source orders concorde avec le chiffre d'affaires dans mart mart_sales par jour au centime près
    Et source orders concorde avec staging stg_orders :
      | quoi   | source orders       | staging stg_orders | tolérance       |
      | clé    | created_at par jour | order_date         |                 |
      | amount | total_amount        | total_amount       | au centime près |

  @critical @nightly
  Scénario: Les lignes sont les mêmes, valeur par valeur
    Alors raw events correspond à source events ligne à ligne sur id
    Et staging stg_orders correspond à source orders ligne à ligne :
      | quoi    | staging stg_orders | source orders |
      | clé     | order_id           | id            |
      | colonne | total_amount       | total_amount  |

  @info
  Scénario: Les colonnes, les fichiers, l'âge, la quantité, et ce que seule dit une requête
    Alors mart mart_sales offre aux tableaux de bord ces colonnes :
      | nom           | nature  | signification                 |
      | sale_date     | date    | le jour des commandes         |
      | total_revenue | montant | le chiffre d'affaires du jour |
    Et lake orders est conforme à son manifeste
    Et la valeur la plus récente de created_at dans source orders précède l'exécution d'au plus 26 heures
    Et le nombre de lignes dans raw events ne s'écarte pas de plus de 20 % de la moyenne de ses 7 dernières exécutions
    Et le chiffre d'affaires dans raw orders est habituel pour ce jour de la semaine
    Et cette requête ne renvoie aucune ligne dans core :
      """
      SELECT order_item_id FROM fact_orders WHERE line_revenue < 0
      """

  Scénario: Les commandes annulées ne rapportent rien
    Étant donné ces commandes dans raw orders :
      | id | created_at | status    |
      | 1  | 2025-11-28 | cancelled |
    Et ces lignes de commande dans raw order_items :
      | id | order_id | quantity | line_total |
      | 1  | 1        | 2        | 10.00      |
    Quand mart_sales est construit
    Alors mart mart_sales contient exactement ces lignes :
      | sale_date  | total_revenue | average_order_value |
      | 2025-11-28 | 0.00          | 0.00                |
