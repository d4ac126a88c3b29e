using System.Data;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;

namespace ShopStream.Tests.Snowflake.StandIn;

internal sealed class WireCommand : DbCommand
{
    private string? requestId;

    [AllowNull]
    public override string CommandText { get; set; } = "";

    public override int CommandTimeout { get; set; }

    public override CommandType CommandType { get; set; } = CommandType.Text;

    public override bool DesignTimeVisible { get; set; }

    public override UpdateRowSource UpdatedRowSource { get; set; }

    protected override DbConnection? DbConnection { get; set; }

    protected override DbParameterCollection DbParameterCollection => throw new NotSupportedException();

    protected override DbTransaction? DbTransaction { get; set; }

    public override void Cancel()
    {
        if (requestId is { } id)
            AbortAsync(id).GetAwaiter().GetResult();
    }

    public override int ExecuteNonQuery() => ExecuteNonQueryAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override async Task<int> ExecuteNonQueryAsync(CancellationToken cancellationToken)
    {
        var answer = await AskAsync(cancellationToken);
        return (int)answer["statementTypeId"]! is >= 0x3100 and < 0x3500 && answer["rowset"]![0]![0] is { } count
            ? int.Parse((string)count!, CultureInfo.InvariantCulture)
            : 0;
    }

    public override object? ExecuteScalar()
    {
        using var reader = ExecuteReader();
        return reader.Read() ? reader.GetValue(0) : null;
    }

    public override void Prepare() { }

    protected override DbParameter CreateDbParameter() => throw new NotSupportedException();

    protected override DbDataReader ExecuteDbDataReader(CommandBehavior behavior) =>
        ExecuteDbDataReaderAsync(behavior, CancellationToken.None).GetAwaiter().GetResult();

    protected override async Task<DbDataReader> ExecuteDbDataReaderAsync(CommandBehavior behavior, CancellationToken cancellationToken) =>
        new WireReader(await AskAsync(cancellationToken));

    private WireConnection Wire => (WireConnection)DbConnection!;

    private async Task AbortAsync(string id)
    {
        try
        {
            await Wire.PostAsync("/queries/v1/abort-request", new JsonObject { ["requestId"] = id }, CancellationToken.None);
        }
        catch (Exception e) when (e is WireException or OperationCanceledException)
        {
            // A cancellation that does not arrive changes nothing: wait for the statement's own response.
        }
    }

    private async Task<JsonNode> AskAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        requestId = Guid.NewGuid().ToString();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (CommandTimeout > 0)
            limit.CancelAfter(TimeSpan.FromSeconds(CommandTimeout));
        // The request continues; its response says that the statement was cancelled. The driver posts the abort request from within the callback.
        var id = requestId;
        await using var abort = limit.Token.Register(() => AbortAsync(id).GetAwaiter().GetResult());
        try
        {
            return await Wire.PostAsync(
                $"/queries/v1/query-request?requestId={requestId}",
                new JsonObject
                {
                    ["sqlText"] = CommandText,
                    ["describeOnly"] = false,
                    ["asyncExec"] = false,
                },
                CancellationToken.None
            );
        }
        catch (WireException e) when (e.ErrorCode == 604 && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The statement was cancelled.", e, cancellationToken);
        }
        finally
        {
            requestId = null;
        }
    }
}
