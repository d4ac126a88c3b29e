using System.Net;
using System.Text;

namespace ShopStream.Tests.Cli;

/// <summary>Takes one POST on this machine.</summary>
internal sealed class Receiver : IDisposable
{
    private readonly HttpListener server;
    private readonly Task<string> body;

    public Receiver()
    {
        (server, Address) = LoopbackListener.Start();
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
}
