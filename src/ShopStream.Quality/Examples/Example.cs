using System.Globalization;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;

namespace ShopStream.Quality.Examples;

/// <summary>
/// A scenario that specifies models by example: rows of some tables, the models that are built from them, and checks of what they become. It says
/// nothing about the data of a run, unlike a <see cref="Specification"/>.
/// </summary>
public sealed record Example
{
    /// <summary>Name, place, steps and checks of the scenario.</summary>
    public required Specification Scenario { get; init; }

    /// <summary>The tables that are given; all others are empty.</summary>
    public required IReadOnlyList<GivenTable> Given { get; init; }

    /// <summary>The models that its When steps name; at least one.</summary>
    public required IReadOnlyList<BuildStep> Builds { get; init; }

    /// <summary>The day that models take for today; null where the scenario does not say.</summary>
    public DateOnly? Today { get; init; }

    /// <summary>The location, as file:line.</summary>
    public string Place => At(Scenario.Line);

    /// <summary>The location of one of its lines, as file:line, or as file:line:column.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="position">The column of the line, from 1; null for the line alone.</param>
    public string At(int line, int? position = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{Scenario.File}:{line}{(position is null ? "" : ":")}{position}");
}

/// <summary>The rows of a table that an example begins with.</summary>
/// <param name="Dataset">The table: raw, or built by a model, which is then not built.</param>
/// <param name="Table">Its rows; columns that are not named are null.</param>
public sealed record GivenTable(Dataset Dataset, WrittenTable Table);

/// <summary>A model that an example builds.</summary>
/// <param name="Model">Its name.</param>
/// <param name="Line">Line of the step, from 1.</param>
public sealed record BuildStep(string Model, int Line);
