using System.Text.RegularExpressions;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>A constant of a sentence.</summary>
/// <param name="Spelling">As it is written, without quotes.</param>
/// <param name="Text">The value it means, as text; null if it is not a value of the column's type.</param>
internal sealed record Spelled(string Spelling, string? Text)
{
    /// <summary>In quotes, if it could be read as several words.</summary>
    public string Quoted =>
        Spelling.Length > 0 && Spelling is not "null" && Spelling.All(c => char.IsAsciiLetterOrDigit(c) || "+-.:_/".Contains(c, StringComparison.Ordinal))
            ? Spelling
            : $"\"{Spelling}\"";

    /// <summary>As a French author writes it: with a decimal comma, where it is a plain number.</summary>
    public string French(Meaning meaning) =>
        meaning.IsNumeric()
        && Spelling.Split('.') is [var whole, var fraction]
        && whole.TrimStart('-') is { Length: > 0 } digits
        && digits.All(char.IsAsciiDigit)
        && fraction.Length > 0
        && fraction.All(char.IsAsciiDigit)
            ? $"{whole},{fraction}"
            : Quoted;
}

/// <summary>How a predicate compares a value with its constants.</summary>
internal enum Form
{
    Is,
    OneOf,
    NotOneOf,
    NoneOf,
    Exactly,
    Outside,
    Between,
    AtLeast,
    AtMost,
    Above,
    Below,
    NeverNegative,
    Matches,
    IsNull,
    IsNotNull,
}

/// <summary>What a sentence says of the values of a column, in English and in French, and what that means.</summary>
/// <param name="Form">The words.</param>
/// <param name="Constants">The constants, or the pattern.</param>
internal sealed record Predicate(Form Form, params Spelled[] Constants)
{
    private static readonly Dictionary<Form, (string English, string French)> Words = new()
    {
        [Form.Is] = ("is {0}", "vaut {0}"),
        [Form.OneOf] = ("is one of {*}", "est parmi {*}"),
        [Form.NotOneOf] = ("is not one of {*}", "n'est pas parmi {*}"),
        [Form.NoneOf] = ("is none of {*}", "n'est aucun de {*}"),
        [Form.Exactly] = ("is exactly {0}", "vaut exactement {0}"),
        [Form.Outside] = ("is never between {0} and {1}", "n'est jamais compris entre {0} et {1}"),
        [Form.Between] = ("is between {0} and {1}", "est compris entre {0} et {1}"),
        [Form.AtLeast] = ("is at least {0}", "vaut au moins {0}"),
        [Form.AtMost] = ("is at most {0}", "vaut au plus {0}"),
        [Form.Above] = ("is above {0}", "est supérieur à {0}"),
        [Form.Below] = ("is below {0}", "est inférieur à {0}"),
        [Form.NeverNegative] = ("is never negative", "n'est jamais négatif"),
        [Form.Matches] = ("matches {0}", "correspond au motif {0}"),
        [Form.IsNull] = ("is null", "est nul"),
        [Form.IsNotNull] = ("is not null", "n'est pas nul"),
    };

    private bool IsBound => Form is Form.Between or Form.Outside or Form.AtLeast or Form.AtMost or Form.Above or Form.Below or Form.NeverNegative;

    public string English(Meaning meaning) => Write(Words[Form].English, c => c.Quoted);

    public string French(Meaning meaning) => Write(Words[Form].French, c => c.French(meaning));

    /// <summary>Whether the sentence has no meaning for the type, and has to be refused by name.</summary>
    public bool IsRefused(Meaning meaning)
    {
        if (Form is Form.IsNull or Form.IsNotNull)
            return false;
        if (Form is Form.Matches)
            return meaning is not (Meaning.Text or Meaning.Written or Meaning.Uuid);
        if (meaning == Meaning.Json)
            return true;
        if (meaning == Meaning.Text)
            return IsBound && (Form == Form.NeverNegative || Constants.Any(c => IsNumberLike(c.Spelling)));
        if (IsBound && !meaning.IsOrdered())
            return true;
        if (Form == Form.NeverNegative)
            return meaning is not (Meaning.Number or Meaning.Single or Meaning.Double);
        return Constants.Any(c => c.Text is null) || (Form is Form.Between or Form.Outside && IsReversed(meaning, Constants[0].Text!, Constants[1].Text!));
    }

    /// <summary>Whether it holds for a value; null for null, as in SQL.</summary>
    public bool? Holds(Meaning meaning, Cell? cell)
    {
        if (Form is Form.IsNull or Form.IsNotNull)
            return cell is null == (Form == Form.IsNull);
        if (cell is null)
            return Form == Form.NotOneOf ? true : null;
        int To(int constant) =>
            meaning.IsOrdered() || meaning == Meaning.Text
                ? Naive.Compare(meaning, cell.Text, TextOf(meaning, Constants[constant]))
                : throw new InvalidOperationException($"{meaning} has no order");
        bool IsOne() =>
            Constants.Any(c => string.Equals(Naive.Identity(meaning, TextOf(meaning, c)), Naive.Identity(meaning, cell.Text), StringComparison.Ordinal));
        return Form switch
        {
            Form.Is or Form.OneOf or Form.Exactly => IsOne(),
            Form.NotOneOf or Form.NoneOf => !IsOne(),
            Form.Outside => To(0) < 0 || To(1) > 0,
            Form.Between => To(0) >= 0 && To(1) <= 0,
            Form.AtLeast => To(0) >= 0,
            Form.AtMost => To(0) <= 0,
            Form.Above => To(0) > 0,
            Form.Below => To(0) < 0,
            Form.NeverNegative => Naive.Compare(meaning, cell.Text, "0") >= 0,
            _ => Naive.Matches(cell.Text, Constants[0].Spelling),
        };
    }

    /// <summary>The same predicate with fewer constants.</summary>
    public IEnumerable<Predicate> Smaller() =>
        Form is Form.OneOf or Form.NotOneOf or Form.NoneOf && Constants.Length > 1
            ? Constants.Select((_, i) => new Predicate(Form, [.. Constants.Where((_, j) => j != i)]))
            : [];

    // In a text column a constant is its letters.
    private static string TextOf(Meaning meaning, Spelled constant) => meaning is Meaning.Text or Meaning.Written ? constant.Spelling : constant.Text!;

    // Different numbers may have the same nearest floating-point number; the author still wrote the larger one first.
    private static bool IsReversed(Meaning meaning, string low, string high) =>
        Naive.Compare(meaning, low, high) > 0
        || (meaning is Meaning.Single or Meaning.Double && low.Any(char.IsDigit) && high.Any(char.IsDigit) && Naive.Compare(Meaning.Number, low, high) > 0);

    private static bool IsNumberLike(string text) => text.Any(char.IsDigit) || text.TrimStart('+', '-').ToLowerInvariant() is "nan" or "inf" or "infinity";

    // In one pass, because a constant may contain {1}.
    private string Write(string words, Func<Spelled, string> write) =>
        Regex.Replace(
            words,
            @"\{(\*|[01])\}",
            m =>
                m.Value switch
                {
                    "{*}" => string.Join(", ", Constants.Select(write)),
                    _ when Form == Form.Matches => Constants[0].Spelling,
                    "{0}" => write(Constants[0]),
                    _ => write(Constants[1]),
                },
            RegexOptions.ExplicitCapture,
            TimeSpan.FromSeconds(1)
        );
}
