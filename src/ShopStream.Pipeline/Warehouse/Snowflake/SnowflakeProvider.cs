using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Finds Snowflake's ADO.NET driver by name. Not every package feed has it, so the project does not reference it.</summary>
internal static class SnowflakeProvider
{
    public const string InvariantName = "Snowflake.Data.Client";

    private const string TypeName = "Snowflake.Data.Client.SnowflakeDbFactory, Snowflake.Data";

    /// <exception cref="UsageException">The driver is not in this build; the message names the build switch.</exception>
    public static DbProviderFactory Find()
    {
        // Otherwise the driver queries cloud metadata services before signing in.
        if (Environment.GetEnvironmentVariable("SNOWFLAKE_DISABLE_PLATFORM_DETECTION") is null)
            Environment.SetEnvironmentVariable("SNOWFLAKE_DISABLE_PLATFORM_DETECTION", "true");
        if (DbProviderFactories.TryGetFactory(InvariantName, out var registered))
            return registered;
        return LoadFactory()
            ?? throw new UsageException(
                "the warehouse is Snowflake, and its driver Snowflake.Data is not in this build. "
                    + "Build with it: dotnet build -p:WithSnowflake=true, or set WithSnowflake=true in the environment of dotnet run, build, pack or publish."
            );
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Neither trimmed nor compiled ahead of time.")]
    private static DbProviderFactory? LoadFactory() => Type.GetType(TypeName, throwOnError: false)?.GetField("Instance")?.GetValue(null) as DbProviderFactory;
}
