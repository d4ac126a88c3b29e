namespace ShopStream.Pipeline.Source;

/// <summary>Parts of signing in to a source beside role and password. Null leaves a part to Npgsql.</summary>
public sealed record SourceSignIn
{
    /// <summary>Path of a password file.</summary>
    public string? PassFile { get; init; }

    /// <summary>Path of the client's certificate.</summary>
    public string? Certificate { get; init; }

    /// <summary>Path of the client's key.</summary>
    public string? Key { get; init; }

    /// <summary>disable, prefer or require.</summary>
    public string? ChannelBinding { get; init; }

    /// <summary>Options for the server's session, such as "-c role=reader". The product's own settings outrank them.</summary>
    public string? Options { get; init; }
}
