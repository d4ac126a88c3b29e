using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using ShopStream.Pipeline.Duck;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Models;

/// <summary>Translates DuckDB's errors to positions in the model's file.</summary>
internal static partial class ModelFailure
{
    /// <summary>The exception for an error of the machine or of the database file, such as a full disk; null if the SQL is wrong.</summary>
    public static ProblemException? FromSystem(Model model, DuckDBException error) =>
        DuckFailure.Of(error).Fault switch
        {
            DuckFault.Statement => null,
            DuckFault.Damaged => DuckFailure.Damaged("of this run", error),
            _ => new InfrastructureException(
                $"{model.File}: the warehouse could not build the model {model.Name}, and keeps the models of the last run: {DuckFailure.Explain(error, "")}",
                error
            ),
        };

    /// <param name="problems">Receives file, line and message.</param>
    /// <param name="model">The model whose statement failed.</param>
    /// <param name="error">DuckDB's error.</param>
    /// <param name="linesBefore">Number of lines in the statement before the model's SQL.</param>
    /// <param name="views">The views that the model reads.</param>
    public static void Add(ModelProblems problems, Model model, DuckDBException error, int linesBefore, IReadOnlyList<Model> views)
    {
        // Values of rows stay hidden; what the model itself says is shown.
        var shown = EngineMessages.Redact(Place().Replace(error.Message.Replace(ModelNames.NextSuffix, "", StringComparison.Ordinal), "").Trim(), model.Sql);
        var message = shown.ReplaceLineEndings(" ");
        var place = Place().Match(error.Message);
        // Binding errors belong to the statement itself. An error at run time may come from a view, and DuckDB then
        // gives the view's line as if it were this statement's.
        var isBinding = Binding().IsMatch(error.Message);
        if (!isBinding && views.Count > 0)
        {
            problems.Add(model.File, 1, $"{message} (here or in a view that it reads: {string.Join(", ", views.Select(v => v.File))})");
            return;
        }
        var line =
            place.Success ? int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture) - linesBefore
            : message.EndsWith("at end of input", StringComparison.Ordinal) ? model.Lines.Count
            : 1;
        problems.Add(model.File, model.Lines[Math.Clamp(line, 1, model.Lines.Count) - 1], message);
    }

    [GeneratedRegex(@"\n\s*\nLINE (?<line>\d+):.*\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"\A(Parser|Binder|Catalog) Error", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Binding();
}
