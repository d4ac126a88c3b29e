using System.Net.Http.Json;
using System.Text.Json.Nodes;
using FluentAssertions;
using NUnit.Framework;
using ShopStream.Tests.Snowflake.StandIn;

namespace ShopStream.Tests.Snowflake;

/// <summary>Bound values in the wire format.</summary>
[TestFixture, Category("Fast")]
internal sealed class StandInBindingTests
{
    private readonly HttpClient http = new();
    private SnowflakeStandIn snowflake = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        snowflake = await SnowflakeStandIn.StartAsync();
        http.BaseAddress = new Uri($"http://{snowflake.Host}:{snowflake.Port}");
        var answer = await PostAsync(
            "/session/v1/login-request",
            new JsonObject
            {
                ["data"] = new JsonObject
                {
                    ["LOGIN_NAME"] = "TESTER",
                    ["PASSWORD"] = "testing",
                    ["ACCOUNT_NAME"] = "test",
                },
            }
        );
        http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Snowflake Token=\"{answer["data"]!["token"]}\"");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        http.Dispose();
        if (snowflake is not null)
            await snowflake.DisposeAsync();
    }

    [TestCase("FIXED", "12.50", "12.50")]
    [TestCase("REAL", "1.5", "1.5")]
    [TestCase("BOOLEAN", "True", "1")]
    [TestCase("TEXT", @"it's \ a ? and :1", @"it's \ a ? and :1")]
    [TestCase("DATE", "86400000", "1")]
    [TestCase("TIMESTAMP_NTZ", "1500000000", "1.500000000")]
    [TestCase("TEXT", null, null)]
    public async Task Bound_value_arrives_unchanged(string type, string? value, string? cell) =>
        (await AskAsync("SELECT ? AS A", (type, value)))[0]![0].Should().Match<JsonNode?>(n => (n == null ? null : (string)n!) == cell);

    [Test]
    public async Task Values_are_bound_by_order_or_number_but_not_inside_literals()
    {
        (await AskAsync("SELECT '?' || ?, ? -- and ?", ("TEXT", "a"), ("FIXED", "2"))).ToJsonString().Should().Be("[[\"?a\",\"2\"]]");
        (await AskAsync("SELECT :2, :1, :2", ("TEXT", "a"), ("TEXT", "b"))).ToJsonString().Should().Be("[[\"b\",\"a\",\"b\"]]");
    }

    [Test]
    public async Task Unsupported_binding_type_is_rejected()
    {
        var answer = await QueryAsync("SELECT ?", ("BINARY", "00FF"));

        ((bool)answer["success"]!).Should().BeFalse();
        ((string)answer["message"]!).Should().Contain("binds no BINARY");
    }

    private async Task<JsonArray> AskAsync(string sql, params (string Type, string? Value)[] values)
    {
        var answer = await QueryAsync(sql, values);
        ((bool)answer["success"]!).Should().BeTrue(answer.ToJsonString());
        return answer["data"]!["rowset"]!.AsArray();
    }

    private Task<JsonNode> QueryAsync(string sql, params (string Type, string? Value)[] values) =>
        PostAsync(
            "/queries/v1/query-request?requestId=" + Guid.NewGuid(),
            new JsonObject
            {
                ["sqlText"] = sql,
                ["bindings"] = new JsonObject(
                    values.Select((v, i) => KeyValuePair.Create($"{i + 1}", (JsonNode?)new JsonObject { ["type"] = v.Type, ["value"] = v.Value }))
                ),
            }
        );

    private async Task<JsonNode> PostAsync(string path, JsonObject body)
    {
        using var response = await http.PostAsJsonAsync(path, body);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
