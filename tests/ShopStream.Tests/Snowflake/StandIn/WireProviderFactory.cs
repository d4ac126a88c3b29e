using System.Data.Common;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>A provider that speaks Snowflake's session protocol, instead of the driver, which this build may lack.</summary>
internal sealed class WireProviderFactory : DbProviderFactory
{
    public static readonly WireProviderFactory Instance = new();

    public override DbConnection CreateConnection() => new WireConnection();

    public override DbCommand CreateCommand() => new WireCommand();

    public override DbParameter CreateParameter() => throw new NotSupportedException();

    public override DbConnectionStringBuilder CreateConnectionStringBuilder() => new();
}

/// <summary>An error in the driver's format: code, state and query id around the server's message.</summary>
internal sealed class WireException(int code, string state, string message, string queryId, Exception? inner = null)
    : DbException($"Error: {message} SqlState: {state}, VendorCode: {code}, QueryId: {queryId}", inner)
{
    public override int ErrorCode => code;
}
