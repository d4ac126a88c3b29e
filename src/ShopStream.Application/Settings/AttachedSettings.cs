using System.Globalization;
using ShopStream.Pipeline.Dbt;
using ShopStream.Pipeline.Options;
using ShopStream.Pipeline.Source;
using ShopStream.Quality.Data;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Settings;

/// <summary>Reads the settings of a pipeline that other tools run.</summary>
internal static class AttachedSettings
{
    /// <returns>Null where this pipeline moves the data.</returns>
    public static AttachedOptions? Read(SettingsReader reader)
    {
        if (reader.Valid("pipeline") is not "external")
        {
            if (reader.Optional("lake.layout") is not null)
                reader.Problem("lake.layout", "is set, and pipeline is own, whose lake has one layout: expected pipeline = external, or no lake.layout");
            return null;
        }
        var (file, address) = (reader.Optional("warehouse.file"), reader.Optional("warehouse.address"));
        switch (reader.Text("warehouse"))
        {
            case "postgres" when address is null:
                reader.Problem("warehouse.address", "is not set, and warehouse is postgres: expected an address such as postgresql://me@localhost/dwh");
                return null;
            case "duckdb" when file is null:
                reader.Problem("warehouse.file", "is not set, and pipeline is external: expected the DuckDB file that other tools write");
                return null;
        }
        var warehouse = reader.Text("warehouse");
        return new AttachedOptions
        {
            File = warehouse is "duckdb" ? file : null,
            Postgres = warehouse is "postgres" ? Try(reader, "warehouse.address", () => Address(address!, reader)) : null,
            Lake = AttachedLakeSettings.Read(reader),
            Arrivals = ArrivalSettings.Read(reader),
            DbtResults = reader.Optional("dbt.run_results"),
            Layers = Layers(reader),
            Keys = OfTables(reader, "key.", Columns),
            Upstream = OfTables(reader, "upstream.", Datasets),
        };
    }

    /// <returns>Null where dbt is not called.</returns>
    public static DbtOptions? Dbt(SettingsReader reader, Func<string, string?> environment)
    {
        if (reader.Optional("models") is not "dbt")
            return null;
        if (reader.Valid("pipeline") is not "external")
            reader.Problem(
                "models",
                "is 'dbt', and pipeline is own: dbt builds in a warehouse of its own. Set pipeline = external and where that warehouse is"
            );
        return new DbtOptions
        {
            Project = reader.Valid("dbt.project"),
            Profiles = reader.Optional("dbt.profiles"),
            Target = reader.Optional("dbt.target"),
            Command = reader.Valid("dbt.command"),
            Deadline = reader.Seconds("dbt.deadline"),
            SearchPath = environment("PATH"),
        };
    }

    // The password comes from WAREHOUSE_PGPASSWORD or PGPASSFILE, never from a file of settings.
    private static SourceAddress Address(string text, SettingsReader reader)
    {
        if (!ConnectionText.Is(text))
            throw new FormatException("is not an address: expected a URL such as postgresql://me@localhost/dwh, or host=… dbname=…");
        var parts = ConnectionText.Read(text, "the address");
        if (parts.ContainsKey("password"))
            throw new FormatException("has a password: leave it out, and set WAREHOUSE_PGPASSWORD or PGPASSFILE");
        var user = parts.GetValueOrDefault("user") ?? Environment.UserName;
        var connection = SourceAddress.Connection(
            parts.GetValueOrDefault("host") ?? "localhost",
            int.Parse(parts.GetValueOrDefault("port") ?? "5432", CultureInfo.InvariantCulture),
            user,
            parts.GetValueOrDefault("dbname"),
            reader.Variable("WAREHOUSE_PGPASSWORD"),
            parts.GetValueOrDefault("sslmode"),
            parts.GetValueOrDefault("sslrootcert"),
            new SourceSignIn { PassFile = reader.Variable("PGPASSFILE") }
        );
        return new SourceAddress(connection, "public", [], reader.Seconds("checks.deadline")) { DeadlineSetting = "checks.deadline" };
    }

    private static Dictionary<Layer, IReadOnlyList<TablePattern>> Layers(SettingsReader reader)
    {
        var layers = new Dictionary<Layer, IReadOnlyList<TablePattern>>();
        foreach (var (setting, parts, value) in reader.Family("layer."))
        {
            if (Try(reader, setting, () => LayerOf(parts is [var only] ? only : string.Join('.', parts))) is { } layer)
                layers[layer] = Try(reader, setting, () => (IReadOnlyList<TablePattern>?)[.. Identifier.Items(value).Select(Pattern)]) ?? [];
        }
        return layers;
    }

    private static Layer? LayerOf(string name) =>
        Enum.GetValues<Layer>()
            .Where(l => l >= Layer.Raw)
            .Select(l => (Layer?)l)
            .FirstOrDefault(l => string.Equals(l!.Value.NameOf(), name, StringComparison.Ordinal))
        ?? throw new FormatException($"'{name}' is not a layer of a warehouse: expected raw, staging, core or mart");

    private static TablePattern Pattern(string item) =>
        Identifier.Parts(item, '.') switch
        {
            [var schema] => new TablePattern(Identifier.Read(schema), null),
            [var schema, var table] => new TablePattern(Identifier.Read(schema), Identifier.Read(table)),
            _ => throw new FormatException($"'{item}' has more than two parts: expected a schema, or schema.table; a name with a dot is in double quotes"),
        };

    private static Dictionary<Dataset, IReadOnlyList<T>> OfTables<T>(SettingsReader reader, string prefix, Func<string, IReadOnlyList<T>> read)
    {
        var tables = new Dictionary<Dataset, IReadOnlyList<T>>();
        foreach (var (setting, parts, value) in reader.Family(prefix))
        {
            var dataset = Try(
                reader,
                setting,
                () =>
                    parts is [var layer, var table]
                        ? (Dataset?)new Dataset(layer is "lake" ? Layer.Lake : LayerOf(layer)!.Value, Identifier.Read(table))
                        : throw new FormatException(
                            $"expected {prefix}<layer>.<table>, such as {prefix}core.fact_orders; a name with a dot is in double quotes"
                        )
            );
            if (dataset is { } named && Try(reader, setting, () => read(value)) is { } items)
                tables[named] = items;
        }
        return tables;
    }

    private static IReadOnlyList<string> Columns(string value) => [.. Identifier.Items(value).Select(Identifier.Read)];

    private static IReadOnlyList<Dataset> Datasets(string value) =>
        [
            .. Identifier
                .Items(value)
                .Select(item =>
                    Identifier.Parts(item, ' ') is [var layer, var table]
                        ? new Dataset(Quality.Data.Layers.Parse(layer), Identifier.Read(table))
                        : throw new FormatException($"'{item}' is not a dataset: expected a layer and a table, such as raw orders")
                ),
        ];

    private static T? Try<T>(SettingsReader reader, string setting, Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is FormatException or UsageException)
        {
            reader.Problem(setting, e.Message);
            return default;
        }
    }
}
