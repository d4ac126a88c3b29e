# language: fr
@owner:data-platform
Fonctionnalité: Les données sont du jour
  Plus ancien que l'exécution veut dire plus ancien que son début ; pour une date passée, on compte à partir de la fin de cette date.

  @warning @nightly
  Plan du Scénario: La valeur la plus récente de <colonne> dans <jeu de données> n'est pas périmée
    Alors la valeur la plus récente de <colonne> dans <jeu de données> précède l'exécution d'au plus 26 heures

    Exemples:
      | jeu de données | colonne    |
      | source orders  | created_at |
      | raw orders     | created_at |
      | raw events     | event_ts   |
