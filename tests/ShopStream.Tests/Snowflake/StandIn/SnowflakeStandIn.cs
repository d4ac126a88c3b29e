using System.Collections.Concurrent;
using System.Data.Common;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>Speaks Snowflake's session protocol on a loopback port, over an in-memory DuckDB. Accepts only the SQL that the product sends.</summary>
internal sealed class SnowflakeStandIn : IAsyncDisposable
{
    private readonly HttpListener listener = new();
    private readonly Account account;
    private readonly ConcurrentDictionary<string, StandInSession> sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (StandInSession Session, TaskCompletionSource Aborted)> running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource closing = new();
    private Task accepting = Task.CompletedTask;

    private SnowflakeStandIn(StandInOptions options) => account = new Account(options);

    public string Host { get; } = "127.0.0.1";

    public int Port { get; private set; }

    public DbProviderFactory Factory { get; } = WireProviderFactory.Instance;

    public StandInFaults Faults => account.Faults;

    public IReadOnlyList<StandInStatement> Statements => [.. account.Statements];

    /// <summary>Privileges of all roles.</summary>
    public Privileges Rights => account.Rights;

    /// <summary>Grants as written in the statements.</summary>
    public IReadOnlyList<string> Grants => [.. account.Grants];

    public static Task<SnowflakeStandIn> StartAsync(StandInOptions? options = null)
    {
        var server = new SnowflakeStandIn(options ?? new StandInOptions());
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            server.Port = ((IPEndPoint)probe.LocalEndpoint).Port;
        }
        server.listener.Prefixes.Add($"http://127.0.0.1:{server.Port}/");
        server.listener.Start();
        server.accepting = server.AcceptAsync();
        return Task.FromResult(server);
    }

    /// <summary>A complete connection string.</summary>
    public string ConnectionString(
        string user = "TESTER",
        string password = "testing",
        string? role = null,
        string? warehouse = null,
        string? database = null
    ) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"account=test;host=127.0.0.1;port={Port};scheme=http;user={user};password={password};"
                + $"poolingEnabled=false;client_telemetry_enabled=false;connection_timeout=5"
        )
        + (role is null ? "" : ";role=" + role)
        + (warehouse is null ? "" : ";warehouse=" + warehouse)
        + (database is null ? "" : ";schema=RAW;db=" + database);

    /// <summary>Runs statements as an administrator, each in a new session that starts in <paramref name="database"/>.</summary>
    public Result Execute(string sql, string? database = null)
    {
        using var session = account.Open("ADMINISTRATOR", isAdministrator: true);
        session.Role = "ACCOUNTADMIN";
        session.Warehouse = account.Warehouses.FirstOrDefault(w => !account.Faults.Suspended.Contains(w));
        session.Use(database ?? account.Databases.FirstOrDefault(), null);
        return Statement.Run(session, sql);
    }

    /// <summary>
    /// Ends sessions whose clients have gone, and rolls back their open transactions. Snowflake does so after 5 minutes, once another
    /// session needs their locks.
    /// </summary>
    public void EndSessions()
    {
        foreach (var (_, one) in running)
        {
            one.Aborted.TrySetResult();
            one.Session.Interrupt();
        }
        foreach (var token in sessions.Keys)
            if (sessions.TryRemove(token, out var session))
            {
                session.End();
                session.Ended.Wait(closing.Token);
            }
    }

    public async ValueTask DisposeAsync()
    {
        await closing.CancelAsync();
        listener.Close();
        foreach (var (_, one) in running)
            one.Session.Interrupt();
        await accepting;
        foreach (var (_, session) in sessions)
            session.End();
        account.Dispose();
        closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        var work = new ConcurrentBag<Task>();
        while (!closing.IsCancellationRequested)
        {
            try
            {
                var context = await listener.GetContextAsync();
                work.Add(Task.Run(() => AnswerAsync(context)));
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or InvalidOperationException)
            {
                break;
            }
        }
        await Task.WhenAll(work);
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            await using var raw = string.Equals(context.Request.Headers["Content-Encoding"], "gzip", StringComparison.Ordinal)
                ? new GZipStream(context.Request.InputStream, CompressionMode.Decompress)
                : context.Request.InputStream;
            using var text = new StreamReader(raw, Encoding.UTF8);
            var body = await text.ReadToEndAsync(closing.Token);
            var request = body.Length == 0 ? new JsonObject() : JsonNode.Parse(body)!;
            var answer = context.Request.Url!.AbsolutePath switch
            {
                "/session/v1/login-request" => Login(request["data"]!, context.Request),
                "/queries/v1/query-request" => await QueryAsync(request, context.Request),
                "/queries/v1/abort-request" => Abort((string?)request["requestId"] ?? ""),
                "/session" => Close(context.Request),
                _ => Answers.Good(new JsonObject()),
            };
            if (answer is null)
            {
                context.Response.Abort();
                return;
            }
            var bytes = JsonSerializer.SerializeToUtf8Bytes(answer);
            context.Response.ContentType = "application/json";
            context.Response.ContentLength64 = bytes.Length;
            await context.Response.OutputStream.WriteAsync(bytes, closing.Token);
            context.Response.Close();
        }
        catch (Exception e)
            when (e is HttpListenerException or ObjectDisposedException or OperationCanceledException or IOException or InvalidOperationException)
        {
            // The client is gone.
        }
    }

    private JsonObject Login(JsonNode data, HttpListenerRequest request)
    {
        if (account.Faults.Login is var (code, message))
            return Answers.Bad(code, "08001", message);
        if (Credentials.Refusal(account.Options, data) is { } refusal)
            return Answers.Bad(refusal.Code, "08001", refusal.Message);
        string? Asked(string name) =>
            request.QueryString[name] is { Length: > 0 } value
                ? value.Trim('"') is var bare && value[0] == '"'
                    ? bare
                    : value.ToUpperInvariant()
                : null;
        var session = account.Open(Credentials.User(account.Options, data));
        session.Role = Asked("roleName") ?? "PUBLIC";
        if (!account.Roles.Contains(session.Role) || !account.Rights.MayAssume(session.User, session.Role))
        {
            session.Dispose();
            return Answers.Bad(
                390189,
                "08001",
                $"Role '{session.Role}' specified in the connect string does not exist or not authorized. "
                    + "Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC."
            );
        }
        // A missing warehouse, database or schema is an error only when it is used.
        session.Warehouse =
            Asked("warehouse") is { } warehouse && account.Warehouses.Contains(warehouse) && account.Rights.May(session.Role, "USAGE", "WAREHOUSE", warehouse)
                ? warehouse
                : null;
        var (database, schema) = (Asked("databaseName"), Asked("schemaName"));
        if (!TryEnter(database, schema) && !TryEnter(database, null))
            session.Use(null, null);
        var token = Guid.NewGuid().ToString("N");
        sessions[token] = session;
        session.QueryTag = (string?)data["SESSION_PARAMETERS"]?["QUERY_TAG"];
        return Answers.Good(
            new JsonObject
            {
                ["token"] = token,
                ["masterToken"] = token,
                ["sessionId"] = 1,
                ["serverVersion"] = "9.30.0",
                ["validityInSeconds"] = 3600,
                ["masterValidityInSeconds"] = 14400,
                ["parameters"] = new JsonArray(),
                ["sessionInfo"] = new JsonObject
                {
                    ["databaseName"] = session.Database,
                    ["schemaName"] = session.Schema,
                    ["warehouseName"] = session.Warehouse,
                    ["roleName"] = session.Role,
                },
            }
        );

        bool TryEnter(string? inDatabase, string? inSchema)
        {
            try
            {
                session.Enter(inDatabase, inSchema);
                return true;
            }
            catch (SnowflakeError)
            {
                return false;
            }
        }
    }

    private StandInSession? Session(HttpListenerRequest request)
    {
        var header = request.Headers["Authorization"] ?? "";
        var start = header.IndexOf('"', StringComparison.Ordinal) + 1;
        return sessions.GetValueOrDefault(header[start..].TrimEnd('"'));
    }

    private async Task<JsonObject?> QueryAsync(JsonNode request, HttpListenerRequest http)
    {
        if (Session(http) is not { } session || !session.TryEnter())
            return Answers.Bad(390104, "08001", "Session token is not valid. Please reconnect.");
        try
        {
            return await QueryAsync(session, request, http);
        }
        finally
        {
            session.Leave();
        }
    }

    private async Task<JsonObject?> QueryAsync(StandInSession session, JsonNode request, HttpListenerRequest http)
    {
        var sql = (string)request["sqlText"]!;
        var tag = (string?)request["parameters"]?["QUERY_TAG"] ?? session.QueryTag;
        var describeOnly = (bool?)request["describeOnly"] ?? false;
        var id = http.QueryString["requestId"] ?? Guid.NewGuid().ToString();
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        running[id] = (session, aborted);
        await session.Turn.WaitAsync(closing.Token);
        string? error = null;
        try
        {
            if (account.Faults.Drop?.Invoke(sql) is true)
            {
                error = "dropped";
                return null;
            }
            if (account.Faults.Hang?.Invoke(sql) is true)
            {
                account.Faults.CountHung();
                await aborted.Task.WaitAsync(closing.Token);
                throw new SnowflakeError(604, "57014", "SQL execution canceled");
            }
            if (account.Faults.Denied?.Invoke(session.Role, sql) is true)
                throw new SnowflakeError(3001, "42501", "SQL access control error:\nInsufficient privileges to operate on the object.");
            if (account.Faults.Error?.Invoke(sql) is { } planned)
                throw planned;
            return Answers.Of(session, Statement.Run(session, Bindings.Inline(sql, request["bindings"]), describeOnly));
        }
        catch (SnowflakeError e)
        {
            error = e.Full;
            return Answers.Bad(e.Code, e.State, e.Code == 604 ? e.Message : e.Full);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException or FormatException)
        {
            error = e.Message;
            return Answers.Bad(300002, "XX000", "The stand-in does not understand this statement: " + e.Message);
        }
        finally
        {
            account.Statements.Enqueue(new StandInStatement(sql, session.Role, session.Warehouse, tag, error) { At = account.Options.Clock.GetUtcNow() });
            running.TryRemove(id, out _);
            session.Turn.Release();
        }
    }

    private JsonObject Abort(string id)
    {
        if (running.TryGetValue(id, out var one))
        {
            one.Aborted.TrySetResult();
            one.Session.Interrupt();
        }
        return Answers.Good(new JsonObject());
    }

    private JsonObject Close(HttpListenerRequest request)
    {
        var header = request.Headers["Authorization"] ?? "";
        if (sessions.TryRemove(header[(header.IndexOf('"', StringComparison.Ordinal) + 1)..].TrimEnd('"'), out var session))
            session.End();
        return Answers.Good(new JsonObject());
    }
}
