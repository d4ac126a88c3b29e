using System.Globalization;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using DuckDB.NET.Native;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Models;

/// <summary>What DuckDB says of a statement, told of the model's file.</summary>
internal static partial class ModelFailure
{
    /// <summary>Null where the SQL is at fault; the exception to throw where the machine is.</summary>
    public static InfrastructureException? FromMachine(Model model, DuckDBException error) => error.ErrorType switch
    {
        DuckDBErrorType.Io or DuckDBErrorType.OutOfMemory or DuckDBErrorType.Connection or DuckDBErrorType.Fatal or DuckDBErrorType.Internal =>
            new InfrastructureException($"{model.File}: the warehouse could not build the model {model.Name}: {error.Message.Trim()}", error),
        _ => null,
    };

    /// <param name="problems">Is told file, line and what to do.</param>
    /// <param name="model">Whose statement failed.</param>
    /// <param name="error">What DuckDB said.</param>
    /// <param name="linesBefore">Lines of the statement before the model's SQL.</param>
    /// <param name="views">The views that the model reads.</param>
    public static void Add(ModelProblems problems, Model model, DuckDBException error, int linesBefore, IReadOnlyList<Model> views)
    {
        var message = Place().Replace(error.Message.Replace(ModelNames.NextSuffix, "", StringComparison.Ordinal), "").Trim().ReplaceLineEndings(" ");
        var place = Place().Match(error.Message);
        // Binding is checked view by view. What fails while rows are read may sit in a view, and DuckDB then counts
        // the view's lines against this statement.
        var isBinding = Binding().IsMatch(error.Message);
        if (!isBinding && views.Count > 0)
        {
            problems.Add(model.File, 1, $"{message} (here or in a view that it reads: {string.Join(", ", views.Select(v => v.File))})");
            return;
        }
        var line = place.Success ? int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture) - linesBefore
            : message.EndsWith("at end of input", StringComparison.Ordinal) ? model.Lines.Count : 1;
        problems.Add(model.File, model.Lines[Math.Clamp(line, 1, model.Lines.Count) - 1], message);
    }

    [GeneratedRegex(@"\n\s*\nLINE (?<line>\d+):.*\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"\A(Parser|Binder|Catalog) Error", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Binding();
}
