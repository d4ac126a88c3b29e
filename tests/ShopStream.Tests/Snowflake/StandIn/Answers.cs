using System.Globalization;
using System.Text.Json.Nodes;

namespace ShopStream.Tests.Snowflake.StandIn;

/// <summary>The answers of Snowflake's session protocol.</summary>
internal static class Answers
{
    public static JsonObject Of(StandInSession session, Result result) =>
        Good(
            new JsonObject
            {
                ["queryId"] = Guid.NewGuid().ToString(),
                ["rowtype"] = new JsonArray([
                    .. result.Columns.Select(c =>
                        (JsonNode)
                            new JsonObject
                            {
                                ["name"] = c.Name,
                                ["type"] = c.Type,
                                ["precision"] = c.Precision,
                                ["scale"] = c.Scale,
                                ["nullable"] = true,
                                ["length"] = c.Type is "text" ? 16777216 : null,
                                ["byteLength"] = c.Type is "text" ? 16777216 : null,
                            }
                    ),
                ]),
                ["rowset"] = new JsonArray([.. result.Rows.Select(r => (JsonNode)new JsonArray([.. r.Select(v => (JsonNode?)v)]))]),
                ["total"] = result.Rows.Count,
                ["returned"] = result.Rows.Count,
                ["statementTypeId"] = result.StatementType,
                ["queryResultFormat"] = "json",
                ["parameters"] = new JsonArray(),
                ["finalDatabaseName"] = session.Database,
                ["finalSchemaName"] = session.Schema,
                ["finalWarehouseName"] = session.Warehouse,
                ["finalRoleName"] = session.Role,
            }
        );

    public static JsonObject Good(JsonNode data) =>
        new()
        {
            ["data"] = data,
            ["success"] = true,
            ["code"] = null,
            ["message"] = null,
        };

    public static JsonObject Bad(int code, string state, string message) =>
        new()
        {
            ["success"] = false,
            ["code"] = code.ToString("000000", CultureInfo.InvariantCulture),
            ["message"] = message,
            ["data"] = new JsonObject { ["queryId"] = Guid.NewGuid().ToString(), ["sqlState"] = state },
        };
}
