using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;

namespace ShopStream.Application.Settings;

/// <summary>Reads up to where a pipeline of other tools is expected to have loaded.</summary>
internal static class ArrivalSettings
{
    private const string Watermark = "watermark.";
    private const string FreshnessOf = "freshness.";

    public static ArrivalRules Read(SettingsReader reader) =>
        new()
        {
            Freshness = reader.Made("freshness", Parse) ?? Parse(ArrivalRules.DefaultFreshness),
            Freshnesses = OfTables(reader, FreshnessOf, Parse),
            Watermarks = OfTables(reader, Watermark, value => (IReadOnlyList<string>)[.. Identifier.Items(value).Select(Identifier.Read)]),
        };

    private static Age Parse(string text) =>
        text.Trim().Split(' ') is [var digits, var unit] && long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? new Age(count, unit.TrimEnd('s'))
            : throw new FormatException($"'{text}' is not an age: expected one such as 90 minutes, 26 hours or 2 days");

    private static Dictionary<string, T> OfTables<T>(SettingsReader reader, string prefix, Func<string, T> read)
    {
        var tables = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (setting, parts, value) in reader.Family(prefix))
        {
            try
            {
                tables[Identifier.Read(string.Join('.', parts))] = read(value);
            }
            catch (FormatException e)
            {
                reader.Problem(setting, e.Message);
            }
        }
        return tables;
    }
}
