using System.Text.RegularExpressions;

namespace ShopStream.Sandbox;

/// <summary>The source's six tables, as DDL for PostgreSQL.</summary>
public static partial class ShopSchema
{
    private const string Divider = "-- keys and indexes";

    /// <summary>Script for an empty database: tables, then keys, foreign keys and indexes. Names are unqualified.</summary>
    public static string Sql { get; } = Read();

    /// <summary>The table names, parents before children.</summary>
    public static IReadOnlyList<string> Tables { get; } = ["users", "products", "orders", "order_items", "events", "crm_contacts"];

    /// <summary>Columns of each table, in order, with PostgreSQL's type names.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<(string Name, string Type)>> Columns { get; } =
        Table()
            .Matches(TablesSql)
            .ToDictionary(
                t => t.Groups["name"].Value,
                t =>
                    (IReadOnlyList<(string, string)>)
                        [
                            .. Column()
                                .Matches(t.Groups["columns"].Value)
                                .Select(c =>
                                    (
                                        c.Groups["name"].Value,
                                        c.Groups["type"].Value switch
                                        {
                                            "serial" => "int",
                                            "bigserial" => "bigint",
                                            var type => type,
                                        }
                                    )
                                ),
                        ],
                StringComparer.Ordinal
            );

    internal static string TablesSql => Sql[..Sql.IndexOf(Divider, StringComparison.Ordinal)];

    internal static IReadOnlyList<string> KeyStatements { get; } =
        Sql[Sql.IndexOf(Divider, StringComparison.Ordinal)..].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(@"CREATE TABLE (?<name>\w+) \((?<columns>.*?)\n\);", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Table();

    [GeneratedRegex(@"^    (?<name>\w+) (?<type>\w+(\([\d,]+\))?)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex Column();

    private static string Read()
    {
        using var stream =
            typeof(ShopSchema).Assembly.GetManifestResourceStream("schema.sql")
            ?? throw new InvalidOperationException("the resource schema.sql is not in the assembly");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
