using System.Globalization;
using ShopStream.Quality.Checks;
using ShopStream.Quality.Data;
using static ShopStream.Application.Settings.SettingKind;

namespace ShopStream.Application.Settings;

/// <summary>Reads up to where a pipeline of other tools is expected to have loaded.</summary>
internal static class ArrivalSettings
{
    private const string Watermark = "watermark.";
    private const string LoadedAt = "loaded_at.";
    private const string FreshnessOf = "freshness.";

    /// <summary>The settings, with pipeline = external.</summary>
    public static IReadOnlyList<Setting> Table { get; } =
    [
        new(
            "watermark.<table>",
            new Text("column names, separated by commas"),
            "",
            "With pipeline = external: columns of this table that grow with every row or change. See [attach](attach.md#what-has-not-arrived-yet)."
        )
        {
            Empty = "updated_at and created_at, or else the key",
        },
        new(
            "freshness",
            new Text("an age such as 90 minutes, 26 hours or 2 days"),
            ArrivalRules.DefaultFreshness,
            "With pipeline = external: up to this age, a row of the source need not have arrived."
        ),
        new("freshness.<table>", new Text("an age"), "", "The same for one table.") { Empty = "freshness" },
        new(
            "loaded_at.<table>",
            new Text("a name"),
            "",
            "With pipeline = external: the column of this raw table that has the moment at which a row was loaded."
        )
        {
            Empty = "none is known",
        },
        new(
            "loads",
            new Text("a dataset and two columns, such as raw load_log: table_name, loaded_at"),
            "",
            "With pipeline = external: the table in which the loader records what it has loaded, and when."
        )
        {
            Empty = "none is known",
        },
        new(
            "dbt.run_results",
            new Text("a file"),
            "",
            "With pipeline = external: dbt's run_results.json, with manifest.json beside it, which say when models were built."
        )
        {
            Empty = "with models = dbt that of the project, or else models are taken to be built after the last load",
        },
        new(
            "overlap",
            new Text("an age"),
            "5 minutes",
            "With pipeline = external: how long before its end a load may have read, so that what was committed meanwhile is not there."
        ),
        new("overlap.keys", new WholeNumber(0, 1_000_000, "keys"), "1000", "The same for a table whose watermark is its key, in numbers of the key."),
    ];

    public static ArrivalRules Read(SettingsReader reader) =>
        new()
        {
            Freshness = reader.Made("freshness", Parse) ?? Parse(ArrivalRules.DefaultFreshness),
            Freshnesses = OfTables(reader, FreshnessOf, Parse),
            Overlap = reader.Made("overlap", Parse) ?? new Age(5, "minute"),
            OverlapKeys = reader.Number("overlap.keys"),
            LoadColumns = OfTables(reader, LoadedAt, Identifier.Read),
            Log = reader.Optional("loads") is null ? null : reader.Made("loads", LogOf),
            Watermarks = OfTables(reader, Watermark, value => (IReadOnlyList<string>)[.. Identifier.Items(value).Select(Identifier.Read)]),
        };

    private static LoadLog LogOf(string text) =>
        Identifier.Parts(text, ':') is [var table, var columns]
        && Identifier.Parts(table, ' ') is [var layer, var name]
        && Identifier.Items(columns) is [var loaded, var moment]
            ? new LoadLog(new Dataset(Quality.Data.Layers.Parse(layer), Identifier.Read(name)), Identifier.Read(loaded), Identifier.Read(moment))
            : throw new FormatException($"'{text}' is not a table with two columns: expected such as raw load_log: table_name, loaded_at");

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
