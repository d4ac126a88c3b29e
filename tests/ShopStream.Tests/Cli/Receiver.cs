using System.Net;
using System.Text;

namespace ShopStream.Tests.Cli;

/// <summary>Takes one POST on this machine.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly HttpListener server = new();
    private readonly Task<string> body;

    public Receiver()
    {
        Address = Listen();
        body = TakeAsync();
    }

    /// <summary>Ends with a slash.</summary>
    public string Address { get; }

    public Task<string> BodyAsync() => body.WaitAsync(TimeSpan.FromMinutes(2));

    public void Dispose() => server.Close();

    private async Task<string> TakeAsync()
    {
        var got = await server.GetContextAsync();
        using var reader = new StreamReader(got.Request.InputStream, Encoding.UTF8);
        var text = await reader.ReadToEndAsync();
        got.Response.StatusCode = 200;
        got.Response.Close();
        return text;
    }

    // A free port may be taken before it is listened on.
    private string Listen()
    {
        for (var port = 20_000 + Random.Shared.Next(20_000); ; port++)
        {
            var address = $"http://127.0.0.1:{port}/";
            server.Prefixes.Clear();
            server.Prefixes.Add(address);
            try
            {
                server.Start();
                return address;
            }
            catch (HttpListenerException)
            {
                // Taken: the next one.
            }
        }
    }
}
