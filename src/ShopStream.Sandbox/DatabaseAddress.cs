using Npgsql;
using ShopStream.Quality.Results;

namespace ShopStream.Sandbox;

/// <summary>Parses the address of a database.</summary>
public static class DatabaseAddress
{
    /// <summary>
    /// Converts 'Host=…;Database=…;Username=…' or postgresql://user:password@host:port/database to a connection string. The port defaults to 5432.
    /// </summary>
    /// <exception cref="UsageException">The text is neither.</exception>
    public static string Parse(string text)
    {
        try
        {
            if (!text.StartsWith("postgres", StringComparison.OrdinalIgnoreCase) || !text.Contains("://", StringComparison.Ordinal))
                return new NpgsqlConnectionStringBuilder(text).ConnectionString;
            var uri = new Uri(text);
            var user = uri.UserInfo.Split(':', 2);
            var builder = new NpgsqlConnectionStringBuilder
            {
                Host = uri.Host,
                Port = uri.Port > 0 ? uri.Port : 5432,
                Database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')),
            };
            if (user[0].Length > 0)
                builder.Username = Uri.UnescapeDataString(user[0]);
            if (user.Length > 1)
                builder.Password = Uri.UnescapeDataString(user[1]);
            return builder.ConnectionString;
        }
        catch (Exception e) when (e is ArgumentException or UriFormatException)
        {
            throw new UsageException($"--into cannot be read: {e.Message} Expected 'Host=…;Database=…;Username=…' or postgresql://user@host:port/database", e);
        }
    }
}
