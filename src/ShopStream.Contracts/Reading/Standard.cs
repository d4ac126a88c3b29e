namespace ShopStream.Contracts.Reading;

/// <summary>The fields that ODCS v3.0.0 to v3.2.0 has, by place.</summary>
internal static class Standard
{
    /// <summary>What the versions read here begin with.</summary>
    public const string Versions = "v3.";

    /// <summary>Fields of the file.</summary>
    public static readonly string[] File =
    [
        "version",
        "kind",
        "apiVersion",
        "id",
        "name",
        "tenant",
        "tags",
        "status",
        "servers",
        "dataProduct",
        "description",
        "domain",
        "schema",
        "support",
        "price",
        "team",
        "roles",
        "slaDefaultElement",
        "slaProperties",
        "authoritativeDefinitions",
        "customProperties",
        "contractCreatedTs",
    ];

    private static readonly string[] Element =
    [
        "id",
        "name",
        "physicalName",
        "physicalType",
        "logicalType",
        "description",
        "businessName",
        "authoritativeDefinitions",
        "tags",
        "customProperties",
        "properties",
        "relationships",
        "quality",
    ];

    /// <summary>Fields of a table.</summary>
    public static readonly string[] Table = [.. Element, "dataGranularityDescription"];

    /// <summary>Fields of a column.</summary>
    public static readonly string[] Column =
    [
        .. Element,
        "primaryKey",
        "primaryKeyPosition",
        "logicalTypeOptions",
        "required",
        "unique",
        "partitioned",
        "partitionKeyPosition",
        "classification",
        "encryptedName",
        "transformSourceObjects",
        "transformLogic",
        "transformDescription",
        "examples",
        "criticalDataElement",
        "items",
    ];

    /// <summary>Fields of a relationship.</summary>
    public static readonly string[] Relationship = ["id", "type", "from", "to", "customProperties"];

    /// <summary>How the figure of a rule is compared.</summary>
    public static readonly IReadOnlyDictionary<string, RuleOperator> Operators = new Dictionary<string, RuleOperator>(StringComparer.Ordinal)
    {
        ["mustBe"] = RuleOperator.Equal,
        ["mustNotBe"] = RuleOperator.NotEqual,
        ["mustBeGreaterThan"] = RuleOperator.Above,
        ["mustBeGreaterOrEqualTo"] = RuleOperator.AtLeast,
        ["mustBeLessThan"] = RuleOperator.Below,
        ["mustBeLessOrEqualTo"] = RuleOperator.AtMost,
        ["mustBeBetween"] = RuleOperator.Between,
        ["mustNotBeBetween"] = RuleOperator.NotBetween,
    };

    /// <summary>Fields of a quality rule.</summary>
    public static readonly string[] Rule =
    [
        "id",
        "name",
        "description",
        "type",
        "metric",
        "rule",
        "arguments",
        "validValues",
        "query",
        "engine",
        "implementation",
        "unit",
        "severity",
        "dimension",
        "method",
        "businessImpact",
        "schedule",
        "scheduler",
        "tags",
        "authoritativeDefinitions",
        "customProperties",
        .. Operators.Keys,
    ];

    /// <summary>Metrics of the library, with the names that v3.0 has for some of them.</summary>
    public static readonly IReadOnlyDictionary<string, string> Metrics = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["nullValues"] = "nullValues",
        ["missingValues"] = "missingValues",
        ["invalidValues"] = "invalidValues",
        ["duplicateValues"] = "duplicateValues",
        ["rowCount"] = "rowCount",
        ["nullCheck"] = "nullValues",
        ["validValues"] = "invalidValues",
        ["duplicateCount"] = "duplicateValues",
    };

    /// <summary>Arguments of the library's metrics.</summary>
    public static readonly string[] Arguments = ["missingValues", "validValues", "pattern", "properties"];

    /// <summary>Fields of a service level.</summary>
    public static readonly string[] ServiceLevel = ["id", "property", "value", "valueExt", "unit", "element", "driver", "description", "scheduler", "schedule"];

    private static readonly string[] Ranges = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "format"];

    /// <summary>The options of a logical type; null for a type without options.</summary>
    /// <param name="logicalType">The type of the column; null if there is none.</param>
    /// <param name="hasEnum">Whether the version has enum (v3.2.0).</param>
    public static IReadOnlyList<string>? Options(string? logicalType, bool hasEnum)
    {
        IReadOnlyList<string>? options = logicalType switch
        {
            "string" => ["minLength", "maxLength", "pattern", "format"],
            "date" => Ranges,
            "timestamp" or "time" => [.. Ranges, "timezone", "defaultTimezone"],
            "integer" or "number" => [.. Ranges, "multipleOf"],
            "object" => ["minProperties", "maxProperties", "required"],
            "array" => ["minItems", "maxItems", "uniqueItems"],
            _ => null,
        };
        return hasEnum && options is not null ? [.. options, "enum"] : options;
    }
}
