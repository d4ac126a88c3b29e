using System.Globalization;
using ShopStream.Application.Composition;
using ShopStream.Application.Progress;
using ShopStream.Application.Settings;
using ShopStream.Features.Writing;
using ShopStream.Pipeline.Examples;
using ShopStream.Pipeline.Models;
using ShopStream.Quality.Data;
using ShopStream.Quality.Examples;
using ShopStream.Quality.Redaction;
using ShopStream.Quality.Results;

namespace ShopStream.Application.Examples;

/// <summary>The row that an example is written of.</summary>
public sealed record ExampleRequest
{
    /// <summary>The validated settings.</summary>
    public required ShopSettings Settings { get; init; }

    /// <summary>Name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Columns and values that name one row of its table, each as column=value.</summary>
    public required IReadOnlyList<string> Row { get; init; }
}

/// <summary>
/// example: writes a scenario of one row of a built table and the rows upstream that it needs, from the data of the last run. What is written has been
/// run, and passes.
/// </summary>
/// <param name="clock">Supplies the current time.</param>
public sealed class ExampleUseCase(TimeProvider clock)
{
    /// <summary>Writes the example.</summary>
    /// <param name="request">The row.</param>
    /// <param name="observer">Receives progress and waits for other commands.</param>
    /// <param name="cancellationToken">Cancels the queries and builds.</param>
    /// <returns>The text of a feature file.</returns>
    /// <exception cref="UsageException">The row cannot be found, or no rows upstream build it.</exception>
    /// <exception cref="NothingToJudgeException">There is no run.</exception>
    public async Task<string> RunAsync(ExampleRequest request, WorkObserver observer, CancellationToken cancellationToken)
    {
        var settings = request.Settings;
        if (settings.RedactionPolicy.Level == SampleLevel.None)
            throw new UsageException("an example consists of rows, and samples is none: expected keys or full (setting samples, option --samples)");
        var schema = await TestUseCase.SchemaAsync(settings, cancellationToken);
        var model = schema.Find(request.Model) ?? throw new UsageException(schema.WhyUnknown(request.Model));
        await using var data = await StoredRun.OpenAsync(settings.Pipeline.For("example", observer), settings.Date, null, clock, null, cancellationToken);
        await using var trials = await ExampleTrials.OpenAsync(schema, settings.Pipeline, cancellationToken);
        var rows = new RealRows(data);
        var target = await TargetAsync(rows, model, request.Row, cancellationToken);
        var today = ExampleSchema.AsksForTimeBy(model) is null ? (DateOnly?)null : data.Manifest.Date;
        var (draft, columns) = await new RowSearch(trials, rows, schema.Catalog, target).FindAsync(schema.Upstream(model), today, cancellationToken);
        var smallest = await ExampleTrials.SmallestAsync(
            draft,
            async smaller => target.Equals(await trials.BuildAsync(smaller, null, cancellationToken), columns, schema.Catalog)
        );
        var personal = new PersonalStandIns(settings.RedactionPolicy.Personal, schema.Catalog);
        var shown = personal.Replace(smallest);
        var built = await trials.BuildAsync(shown, null, cancellationToken);
        var (expected, exactly) = target.Expected(built, columns, schema.Catalog, settings.RedactionPolicy.Personal, personal);
        var text = Text(
            request,
            data.Manifest.Date,
            target,
            expected,
            personal.Any,
            s => new ExampleText(schema.Catalog).Scenario(s.Name, s.Comments, shown, expected, exactly)
        );
        await WrittenExamples.RequirePassingAsync(text, settings, schema, clock, cancellationToken);
        return text;
    }

    private static async Task<TargetRow> TargetAsync(RealRows rows, Model model, IReadOnlyList<string> named, CancellationToken cancellationToken)
    {
        var table = rows.Find(model.Dataset);
        var values = named.Select(n => Parse(n, table)).ToList();
        if (values.Count == 0)
            throw new UsageException($"no row is named: expected --row with a column of {model.Dataset} and its value, such as {Hint(table)}");
        var found = await rows.ReadAsync(model.Dataset, values.Select(v => new Compares(v.Column.Name, Comparison.Equal, v.Value)), cancellationToken);
        return found.Rows.Count == 1
            ? new TargetRow(table, values, found.Rows[0])
            : throw new UsageException(
                $"--row {string.Join(" --row ", named)} names {(found.Rows.Count == 0 ? "no row" : $"{found.Rows.Count} rows")} of {model.Dataset}: "
                    + $"expected one, such as {Hint(table)}"
            );
    }

    private static (ColumnInfo Column, string Value) Parse(string named, TableInfo table)
    {
        var at = named.IndexOf('=', StringComparison.Ordinal);
        var name = at > 0 ? Identifier.Cell(named[..at]) : "";
        if (table.Columns.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal)) is not { } column)
            throw new UsageException($"--row {named}: expected a column of {table.Dataset} and its value, such as {Hint(table)}");
        try
        {
            Constant.Parse(ColumnType.Parse(column.Type), named[(at + 1)..]);
        }
        catch (FormatException e)
        {
            throw new UsageException($"--row {named}: {name} is {column.Type}: expected {e.Message}", e);
        }
        return (column, named[(at + 1)..]);
    }

    private static string Hint(TableInfo table) =>
        string.Join(" ", (table.Key.Count > 0 ? table.Key : [table.Columns[0].Name]).Select(k => $"--row {Identifier.Written(k)}=…"));

    private static string Text(
        ExampleRequest request,
        DateOnly date,
        TargetRow target,
        DraftTable expected,
        bool hidesPersonal,
        Func<(string Name, IReadOnlyList<string> Comments), string> scenario
    )
    {
        var personal = request.Settings.RedactionPolicy.Personal;
        var named = target.Named.Any(n => personal.Has(target.Table.Dataset.Table, n.Column.Name))
            ? "one row"
            : string.Join(", ", target.Named.Select(n => $"{n.Column.Name} {n.Value}"));
        var left = target.Table.Columns.Select(c => c.Name).Except(expected.Columns, StringComparer.Ordinal).ToList();
        var comments = new List<string>
        {
            string.Create(
                CultureInfo.InvariantCulture,
                $"Written by 'shopstream example' from the data of {date:yyyy-MM-dd}{(hidesPersonal ? "; personal values are replaced" : "")}."
            ),
        };
        if (left.Count > 0)
            comments.Add($"Not expected here, because they depend on other rows, too: {Identifier.Written(left)}.");
        return $"Feature: {Identifier.Written(request.Model)} by example\n\n{scenario(($"{Identifier.Written(request.Model)} for {named}", comments))}";
    }
}
