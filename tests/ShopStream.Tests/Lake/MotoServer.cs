using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ShopStream.Tests.Lake;

/// <summary>A moto_server process, which ends with the tests.</summary>
internal sealed class MotoServer : IDisposable
{
    // moto looks for an existing object and stores the new one in two steps, so that two of several concurrent creations can succeed.
    // S3 is atomic. Python runs this file at its start; it lets one conditional PUT in at a time.
    private const string AtomicCreation = """
        import threading
        try:
            import werkzeug.serving as serving
        except ImportError:
            serving = None

        if serving is not None:
            gate = threading.Lock()
            run_simple = serving.run_simple

            def run_atomic(host, port, application, **options):
                def handle(environ, start_response):
                    if environ.get("REQUEST_METHOD") == "PUT" and "HTTP_IF_NONE_MATCH" in environ:
                        with gate:
                            return list(application(environ, start_response))
                    return application(environ, start_response)

                return run_simple(host, port, handle, **options)

            serving.run_simple = run_atomic
        """;

    private readonly Process process;
    private readonly string pythonPath;

    private MotoServer(Process process, string pythonPath, string endpoint)
    {
        this.process = process;
        this.pythonPath = pythonPath;
        Endpoint = endpoint;
    }

    /// <summary>Absolute http URL.</summary>
    public string Endpoint { get; }

    /// <summary>Starts a server and waits until it responds. Returns null if moto_server is not installed or does not respond within 60 s.</summary>
    public static async Task<MotoServer?> StartAsync()
    {
        var port = FreePort();
        var modules = Directory.CreateTempSubdirectory("shopstream-moto-").FullName;
        await File.WriteAllTextAsync(Path.Combine(modules, "sitecustomize.py"), AtomicCreation);
        if (Launch(port, modules) is not { } started)
            return null;
        var server = new MotoServer(started, modules, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        if (await server.RespondsAsync())
            return server;
        server.Dispose();
        return null;
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
            process.Kill(entireProcessTree: true);
        process.Dispose();
        Directory.Delete(pythonPath, recursive: true);
    }

    private async Task<bool> RespondsAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < TimeSpan.FromSeconds(60) && !process.HasExited)
        {
            try
            {
                using var answer = await http.GetAsync(new Uri(Endpoint + "/moto-api/"));
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                await Task.Delay(100);
            }
        }
        return false;
    }

    private static Process? Launch(int port, string modules)
    {
        var arguments = string.Create(CultureInfo.InvariantCulture, $"-H 127.0.0.1 -p {port}");

        // The shell waits on the pipe, so that the server also ends when the tests are killed.
        var start = OperatingSystem.IsWindows()
            ? new ProcessStartInfo("moto_server", arguments)
            : new ProcessStartInfo(
                "/bin/sh",
                ["-c", $"command -v moto_server >/dev/null || exit 127; moto_server {arguments} >/dev/null 2>&1 & server=$!; read -r end; kill $server"]
            );
        start.Environment["PYTHONPATH"] = modules;
        start.RedirectStandardInput = true;
        start.UseShellExecute = false;
        try
        {
            return Process.Start(start);
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
