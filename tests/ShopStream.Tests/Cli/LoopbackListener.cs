using System.Net;

namespace ShopStream.Tests.Cli;

/// <summary>Listens on a free port of this machine.</summary>
internal static class LoopbackListener
{
    /// <summary>Starts a listener.</summary>
    /// <returns>The listener, and its address with a slash at the end.</returns>
    public static (HttpListener Listener, string Address) Start()
    {
        // A free port may be taken before it is listened on. A listener that could not start is closed for good, so each try needs its own.
        for (var port = 20_000 + Random.Shared.Next(20_000); ; port++)
        {
            var address = $"http://127.0.0.1:{port}/";
            var listener = new HttpListener();
            listener.Prefixes.Add(address);
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException)
            {
                listener.Close();
            }
        }
    }
}
