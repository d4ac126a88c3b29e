using ShopStream.Pipeline.Partitions;
using static ShopStream.Application.Settings.SettingKind;

namespace ShopStream.Application.Settings;

/// <summary>Reads which tables are extracted by partition.</summary>
internal static class PartitionSettings
{
    private const string Prefix = "partition.";
    private const string VerifyNights = "partition.verify_nights";
    private const int MostNights = 365;

    /// <summary>The settings.</summary>
    public static IReadOnlyList<Setting> Table { get; } =
    [
        new(
            "partition.<table>",
            new Text("such as created_at by day; watermark updated_at, or id by 100000; open 2; overlap 1 hour"),
            "",
            "How this table is divided, so that a night extracts and loads only what has changed. See [partitions](partitions.md)."
        )
        {
            Empty = "the table is extracted as a whole",
        },
        new(
            VerifyNights,
            new WholeNumber(1, MostNights, "nights"),
            $"{PartitionOptions.UsualVerifyNights}",
            "Within this number of nights every closed partition is compared with its seal. See [partitions](partitions.md#seals)."
        ),
    ];

    public static PartitionOptions Read(SettingsReader reader, IReadOnlyList<string> tables)
    {
        var specs = new Dictionary<string, PartitionSpec>(StringComparer.Ordinal);
        foreach (var (setting, table) in reader.OfTables(Prefix, tables))
            if (reader.Made(setting, PartitionSpec.Parse) is { } spec)
                specs[table] = spec;
        if (specs.Count > 0 && reader.Text("warehouse") is not "duckdb")
            reader.Problem(
                $"{Prefix}{specs.Keys.First()}",
                "partitions are loaded by the warehouse duckdb only: expected warehouse = duckdb, or no partitions"
            );
        if (specs.Count > 0 && reader.Text("pipeline") is "external")
            reader.Problem($"{Prefix}{specs.Keys.First()}", "with pipeline = external other tools move the data: expected pipeline = own, or no partitions");
        return new PartitionOptions { Tables = specs, VerifyNights = reader.Number(VerifyNights) };
    }
}
