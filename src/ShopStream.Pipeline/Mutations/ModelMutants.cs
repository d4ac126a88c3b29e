using System.Globalization;
using ShopStream.Pipeline.Examples;
using ShopStream.Pipeline.Models;
using ShopStream.Pipeline.Mutations.Kinds;
using ShopStream.Quality.Data;
using ShopStream.Quality.MutationTesting;

namespace ShopStream.Pipeline.Mutations;

/// <summary>A mutant of a model, with the SELECT that the model has then.</summary>
/// <param name="Mutant">The mutant; its table is the model.</param>
/// <param name="Sql">The whole SELECT, in the warehouse's SQL.</param>
public sealed record ModelMutant(Mutant Mutant, string Sql);

/// <summary>The mutants of models.</summary>
public static class ModelMutants
{
    /// <summary>All mutants of the models that examples can build.</summary>
    public static IReadOnlyList<ModelMutant> Of(ExampleSchema schema) =>
        [.. schema.Models.SelectMany(m => Of(m, schema.Catalog.Find(m.Dataset) is { } built ? MutationTable.Of(built) : null))];

    internal static IEnumerable<ModelMutant> Of(Model model, MutationTable? built) =>
        ModelMutations
            .Of(model, built)
            .Select(
                (mutation, i) =>
                    new ModelMutant(
                        new Mutant
                        {
                            Id = string.Create(CultureInfo.InvariantCulture, $"{model.Layer.NameOf()}.{model.Name}/model: {mutation.Class} {i + 1}"),
                            Class = $"model: {mutation.Class}",
                            Layer = model.Layer.NameOf(),
                            Table = model.Name,
                            Description = $"the model {model.Name} {mutation.Text}",
                        },
                        mutation.Sql
                    )
            );
}
