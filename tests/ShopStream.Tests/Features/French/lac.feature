# language: fr
@owner:data-platform
Fonctionnalité: Le lac contient ce qui a été extrait
  Chaque fichier est ce que dit son manifeste : sa taille, son empreinte (SHA-256), ses lignes et ses totaux de contrôle.

  @critical @ci @nightly
  Plan du scénario: Le fichier de <table> est tel qu'il a été extrait
    Alors lake <table> est conforme à son manifeste

    Exemples:
      | table        |
      | users        |
      | products     |
      | orders       |
      | order_items  |
      | events       |
      | crm_contacts |

  @critical @nightly
  Scénario: Un texte absent et un texte vide restent deux choses différentes
    Étant données les seules lignes de source products où description est nulle
    Et les seules lignes de lake products où description est nulle
    Et les seules lignes de raw products où description est nulle
    Alors lake products compte autant de lignes que source products
    Et raw products compte autant de lignes que source products
