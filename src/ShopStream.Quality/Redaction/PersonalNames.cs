using System.Text.RegularExpressions;

namespace ShopStream.Quality.Redaction;

/// <summary>Recognizes columns with personal data by name. Prefers false positives to false negatives.</summary>
internal static partial class PersonalNames
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        "email",
        "mail",
        "firstname",
        "lastname",
        "fullname",
        "surname",
        "forename",
        "nickname",
        "username",
        "login",
        "phone",
        "mobile",
        "fax",
        "address",
        "street",
        "postcode",
        "zip",
        "zipcode",
        "city",
        "birth",
        "birthday",
        "birthdate",
        "dob",
        "age",
        "gender",
        "salary",
        "income",
        "ssn",
        "iban",
        "passport",
        "password",
        "ip",
        "latitude",
        "longitude",
    };

    private static readonly HashSet<string> NameParts = new(StringComparer.OrdinalIgnoreCase)
    {
        "first",
        "last",
        "full",
        "middle",
        "maiden",
        "given",
        "family",
        "user",
        "customer",
        "contact",
        "person",
        "employee",
        "display",
        "holder",
        "owner",
        "billing",
        "shipping",
    };

    private static readonly HashSet<string> Persons = new(StringComparer.OrdinalIgnoreCase)
    {
        "user",
        "customer",
        "person",
        "people",
        "contact",
        "employee",
        "member",
        "client",
        "patient",
        "author",
        "account",
        "lead",
        "subscriber",
        "student",
        "player",
    };

    public static bool LooksPersonal(string table, string column)
    {
        var words = Split(column);
        if (words.Exists(Words.Contains) || (words.Contains("postal", StringComparer.OrdinalIgnoreCase) && words.Count > 1))
            return true;
        // "last" and "user" are personal only together with "name": last_name, but not last_update.
        if (words.Count == 0 || !string.Equals(words[^1], "name", StringComparison.OrdinalIgnoreCase))
            return false;
        return words.Count == 1 ? Split(table).Exists(w => Persons.Contains(w) || Persons.Contains(w.TrimEnd('s', 'S'))) : words.Exists(NameParts.Contains);
    }

    private static List<string> Split(string name) => [.. Part().Matches(name).Select(m => m.Value)];

    [GeneratedRegex("[A-Z]?[a-z0-9]+|[A-Z0-9]+", RegexOptions.None, 1000)]
    private static partial Regex Part();
}
