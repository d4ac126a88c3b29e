using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ShopStream.Application.Settings;

/// <summary>What values a setting takes.</summary>
public abstract partial record SettingKind
{
    private static readonly TimeSpan PatternDeadline = TimeSpan.FromSeconds(1);

    private SettingKind() { }

    /// <summary>The values in words, as part of "expected …".</summary>
    public abstract string Expected { get; }

    /// <summary>Whether the text is such a value.</summary>
    public abstract bool Accepts(string text);

    /// <summary>The values as a JSON schema of a string, because a .runsettings file has only texts.</summary>
    public abstract JsonObject Schema();

    /// <summary>A whole number.</summary>
    /// <param name="Low">The least value.</param>
    /// <param name="High">The greatest value.</param>
    /// <param name="Unit">The unit, such as seconds; "" for a plain number.</param>
    public sealed record WholeNumber(int Low, int High, string Unit = "") : SettingKind
    {
        /// <inheritdoc />
        public override string Expected =>
            (Low, High) is (int.MinValue, int.MaxValue)
                ? "a whole number"
                : string.Create(CultureInfo.InvariantCulture, $"a whole number{(Unit.Length > 0 ? $" of {Unit}" : "")} from {Low} to {High}");

        /// <inheritdoc />
        public override bool Accepts(string text) =>
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= Low && number <= High;

        /// <inheritdoc />
        public override JsonObject Schema() => Pattern(Low < 0 ? "^-?[0-9]+$" : "^[0-9]+$");
    }

    /// <summary>One of some words.</summary>
    /// <param name="Values">The words.</param>
    public sealed record OneOf(params string[] Values) : SettingKind
    {
        /// <inheritdoc />
        public override string Expected => Meaning ?? string.Join(" or ", Values.Where(v => v.Length > 0));

        /// <summary>The words with what they mean; null for the words alone.</summary>
        public string? Meaning { get; init; }

        /// <inheritdoc />
        public override bool Accepts(string text) => Values.Contains(text, StringComparer.Ordinal);

        /// <inheritdoc />
        public override JsonObject Schema() => new() { ["enum"] = new JsonArray([.. Values.Select(v => (JsonNode)v)]) };
    }

    /// <summary>Texts of one form.</summary>
    /// <param name="Description">The form in words.</param>
    /// <param name="Form">A regular expression that JSON schemas understand as well.</param>
    public sealed record Formed(string Description, string Form) : SettingKind
    {
        /// <summary>A day.</summary>
        public static Formed Day { get; } = new("a day as yyyy-MM-dd, such as 2025-11-28", "^[0-9]{4}-[0-9]{2}-[0-9]{2}$");

        /// <summary>A size of memory.</summary>
        public static Formed Size { get; } = new("a size such as 512MB, 1GB or 1.5GiB", "^[0-9]+(\\.[0-9]+)?\\s*[KMGTkmgt][Ii]?[Bb]$");

        /// <inheritdoc />
        public override string Expected => Description;

        /// <inheritdoc />
        public override bool Accepts(string text) => Regex.IsMatch(text, Form, RegexOptions.ExplicitCapture, PatternDeadline);

        /// <inheritdoc />
        public override JsonObject Schema() => Pattern(Form);
    }

    /// <summary>Any text; what it names is checked where it is used.</summary>
    /// <param name="Description">What the text is.</param>
    public sealed record Text(string Description) : SettingKind
    {
        /// <inheritdoc />
        public override string Expected => Description;

        /// <inheritdoc />
        public override bool Accepts(string text) => true;

        /// <inheritdoc />
        public override JsonObject Schema() => new() { ["type"] = "string" };
    }

    private static JsonObject Pattern(string form) => new() { ["type"] = "string", ["pattern"] = form };
}
