using System.Data.Common;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>A provider that speaks Snowflake's session protocol, in place of a driver that this build may not have.</summary>
internal sealed class WireProviderFactory : DbProviderFactory
{
    public static readonly WireProviderFactory Instance = new();

    public override DbConnection CreateConnection() => new WireConnection();

    public override DbCommand CreateCommand() => new WireCommand();

    public override DbParameter CreateParameter() => throw new NotSupportedException();

    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new();
}

/// <summary>An error as the driver words it: number, state and query id around what the server said.</summary>
internal sealed class WireException(int code, string state, string message, string queryId, Exception? inner = null)
    : DbException($"Error: {message} SqlState: {state}, VendorCode: {code}, QueryId: {queryId}", inner)
{
    public override int ErrorCode => code;
}
