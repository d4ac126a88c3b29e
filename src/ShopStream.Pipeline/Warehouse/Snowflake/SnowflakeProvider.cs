using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using ShopStream.Quality.Results;

namespace ShopStream.Pipeline.Warehouse.Snowflake;

/// <summary>Finds Snowflake's ADO.NET driver by its name: not every package feed has it, so nothing here is compiled against it.</summary>
internal static class SnowflakeProvider
{
    public const string InvariantName = "Snowflake.Data.Client";

    private const string TypeName = "Snowflake.Data.Client.SnowflakeDbFactory, Snowflake.Data";

    /// <exception cref="UsageException">The driver is not there: which switch to set.</exception>
    public static DbProviderFactory Find()
    {
        // Else the driver asks addresses of clouds' metadata services before it signs in.
        if (Environment.GetEnvironmentVariable("SNOWFLAKE_DISABLE_PLATFORM_DETECTION") is null)
            Environment.SetEnvironmentVariable("SNOWFLAKE_DISABLE_PLATFORM_DETECTION", "true");
        if (DbProviderFactories.TryGetFactory(InvariantName, out var registered)) return registered;
        return Loaded() ?? throw new UsageException(
            "the warehouse is Snowflake, and its driver Snowflake.Data is not in this build. Build with it: dotnet build -p:WithSnowflake=true, or set WithSnowflake=true in the environment of dotnet run, build, pack or publish.");
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Neither trimmed nor compiled ahead of time.")]
    private static DbProviderFactory? Loaded() =>
        Type.GetType(TypeName, throwOnError: false)?.GetField("Instance")?.GetValue(null) as DbProviderFactory;
}
