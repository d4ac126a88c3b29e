using ShopStream.Pipeline.Options;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Attached;

/// <summary>Opens the attached warehouse that the options name.</summary>
internal static class AttachedWarehouses
{
    /// <param name="options">Limits of time and memory.</param>
    /// <param name="attached">The warehouse and its layers.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    /// <exception cref="UsageException">It is not what the settings say, or an account is rejected.</exception>
    /// <exception cref="InfrastructureException">It cannot be reached, or another process writes it.</exception>
    public static async Task<IAttachedWarehouse> OpenAsync(PipelineOptions options, AttachedOptions attached, CancellationToken cancellationToken) =>
        attached.Postgres is { } address ? await AttachedPostgres.OpenAsync(address, options.SourceConnections, attached, cancellationToken)
        : options.Snowflake is { } snowflake ? await AttachedSnowflake.OpenAsync(snowflake(), options, attached, cancellationToken)
        : await AttachedDuckDb.OpenAsync(options, attached, cancellationToken);
}
