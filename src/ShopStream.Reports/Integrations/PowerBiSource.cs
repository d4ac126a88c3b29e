using System.Text.Encodings.Web;
using System.Text.Json;

namespace ShopStream.Reports.Integrations;

/// <summary>
/// A Power BI data source file. Power BI Desktop asks for the sign-in and then for the tables. The file contains one connection and no
/// secrets. https://learn.microsoft.com/power-bi/connect-data/desktop-data-sources#use-pbids-files-to-get-data
/// </summary>
public static class PowerBiSource
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Imports the files of a folder.</summary>
    public static string Folder(string path) => Of(new { protocol = "folder", address = new { path } }, "Import");

    /// <summary>Queries Snowflake directly, with the warehouse for dashboards.</summary>
    public static string Snowflake(string host, string warehouse) =>
        Of(new { protocol = "snowflake", address = new { server = host, warehouse } }, "DirectQuery");

    private static string Of(object details, string mode) =>
        JsonSerializer.Serialize(
            new
            {
                version = "0.1",
                connections = new[]
                {
                    new
                    {
                        details,
                        options = new { },
                        mode,
                    },
                },
            },
            Json
        ) + "\n";
}
