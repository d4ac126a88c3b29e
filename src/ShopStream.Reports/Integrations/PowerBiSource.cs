using System.Text.Encodings.Web;
using System.Text.Json;

namespace ShopStream.Reports.Integrations;

/// <summary>
/// A Power BI data source file: opened in Power BI Desktop it asks who signs in, and goes on to the choice of tables. It holds one connection
/// and never a secret. https://learn.microsoft.com/power-bi/connect-data/desktop-data-sources#use-pbids-files-to-get-data
/// </summary>
public static class PowerBiSource
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Files of a folder are imported.</summary>
    public static string Folder(string path) => Of(new { protocol = "folder", address = new { path } }, "Import");

    /// <summary>Snowflake is asked each time, with the warehouse that dashboards read with.</summary>
    public static string Snowflake(string host, string warehouse) => Of(new { protocol = "snowflake", address = new { server = host, warehouse } }, "DirectQuery");

    private static string Of(object details, string mode) =>
        JsonSerializer.Serialize(new { version = "0.1", connections = new[] { new { details, options = new { }, mode } } }, Json) + "\n";
}
