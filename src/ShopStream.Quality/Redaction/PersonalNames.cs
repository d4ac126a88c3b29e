using System.Text.RegularExpressions;

namespace ShopStream.Quality.Redaction;

/// <summary>
/// Recognizes columns with personal data by name, in English, French, German, Italian, Spanish, Portuguese and Dutch. Case and accents do not
/// matter. Prefers false positives to false negatives.
/// </summary>
internal static partial class PersonalNames
{
    private static readonly HashSet<string> Words = Set(
        "email mail firstname lastname fullname surname forename nickname username login phone mobile fax address street postcode zip zipcode city",
        "birth birthday birthdate dob age gender salary income ssn iban passport password ip latitude longitude",
        "prenom prenoms courriel mel telephone adresse rue ville naissance anniversaire sexe genre salaire revenu passeport",
        "vorname nachname familienname geburtsname benutzername kundenname telefon telefonnummer handy handynummer anschrift strasse hausnummer plz",
        "postleitzahl stadt wohnort geburtsdatum geburtstag geburtsort geschlecht gehalt einkommen passwort kennwort ausweis ausweisnummer",
        "cognome indirizzo citta telefono cellulare nascita sesso stipendio reddito fiscale passaporto",
        "apellido apellidos correo direccion calle ciudad movil nacimiento sexo genero edad salario dni nif contrasena pasaporte",
        "sobrenome apelido endereco cidade rua telefone telemovel celular nascimento idade senha cpf passaporte",
        "voornaam achternaam straat adres woonplaats telefoon geboortedatum geslacht wachtwoord leeftijd"
    );

    private static readonly HashSet<string> Name = Set("name names nom noms nome nomes nombre nombres naam namen");

    private static readonly HashSet<string> NameParts = Set(
        "first last full middle maiden given family user customer contact person employee display holder owner billing shipping",
        "famille usage client utilisateur titulaire complet naissance kunde kunden benutzer inhaber cliente utente titolare usuario titular completo klant"
    );

    private static readonly HashSet<string> Persons = Set(
        "user customer person people contact employee member client patient author account lead subscriber student player",
        "utilisateur personne employe salarie membre adherent abonne auteur compte etudiant",
        "kunde kunden benutzer nutzer personen mitarbeiter mitglied mitglieder kontakt kontakte konto konten",
        "cliente clienti utente utenti persona persone dipendente dipendenti contatto contatti usuario empleado contacto miembro",
        "pessoa empregado funcionario klant klanten gebruiker gebruikers medewerker medewerkers lid leden"
    );

    public static bool LooksPersonal(string table, string column)
    {
        var words = Split(column);
        if (words.Exists(Words.Contains) || (words.Contains("postal", StringComparer.OrdinalIgnoreCase) && words.Count > 1))
            return true;
        if (words.Count == 0)
            return false;
        if (words.Count == 1)
            return Name.Contains(words[0]) && Split(table).Exists(w => Persons.Contains(w) || Persons.Contains(w.TrimEnd('s', 'S')));
        // "last" and "user" are personal only together with "name": last_name, but not last_update.
        return (Name.Contains(words[^1]) || Name.Contains(words[0])) && words.Exists(NameParts.Contains);
    }

    private static List<string> Split(string name) => [.. Part().Matches(PlainLetters.Of(name)).Select(m => m.Value)];

    private static HashSet<string> Set(params string[] lines) => lines.SelectMany(l => l.Split(' ')).ToHashSet(StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+", RegexOptions.None, 1000)]
    private static partial Regex Part();
}
