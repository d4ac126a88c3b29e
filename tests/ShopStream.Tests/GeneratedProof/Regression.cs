using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ShopStream.Quality.Data;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>A case that once failed, at its smallest: its tables, its steps in one placement, and the right verdict. A line of regressions.jsonl.</summary>
internal sealed record Regression(
    string Type,
    IReadOnlyList<Regression.Line> A,
    IReadOnlyList<Regression.Line> B,
    string Steps,
    Layer LayerOfA,
    Layer LayerOfB,
    bool French,
    Expected Expected
)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.Default,
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string File { get; } = Path.Combine(Clone.Root, "tests", "ShopStream.Tests", "GeneratedProof", "regressions.jsonl");

    /// <summary>A row; Text is what PostgreSQL writes, null if it is the literal.</summary>
    internal sealed record Line(int Id, string? V, string? Text, string? G, string? N);

    public static IReadOnlyList<Regression> All() =>
        [.. System.IO.File.ReadAllLines(File).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<Regression>(l, Readable)!)];

    public static Regression Of(Disagreement found) =>
        new(
            found.Case.Tables.Type.Name,
            Lines(found.Case.Tables.A),
            Lines(found.Case.Tables.B),
            found.Placement.IsFrench ? found.Case.Claim.French(found.Case.Tables.Type.Meaning) : found.Case.Claim.English(found.Case.Tables.Type.Meaning),
            found.Placement.A,
            found.Placement.B,
            found.Placement.IsFrench,
            found.Expected
        );

    public ProofCase ToCase()
    {
        var type =
            GeneratedType.All.FirstOrDefault(t => string.Equals(t.Name, Type, StringComparison.Ordinal))
            ?? (
                ColumnType.Parse(Type) is { IsDecimal: true, Size: { } size, Scale: { } scale }
                    ? GeneratedType.OfDigits(size, scale, [])
                    : throw new InvalidOperationException($"{File}: {Type} is not a generated type")
            );
        return new ProofCase(new Tables(type, Rows(A), Rows(B)), new Stated(Steps, Expected)) { Only = new Placement(LayerOfA, LayerOfB, French) };
    }

    public string ToJson() => JsonSerializer.Serialize(this, Readable);

    public override string ToString() => $"{Type}: {Steps.ReplaceLineEndings(" ")} ({LayerOfA}, {LayerOfB})";

    private static List<Line> Lines(IReadOnlyList<Row> rows) =>
        [.. rows.Select(r => new Line(r.Id, r.V?.Literal, string.Equals(r.V?.Text, r.V?.Literal, StringComparison.Ordinal) ? null : r.V?.Text, r.G, r.N))];

    private static List<Row> Rows(IReadOnlyList<Line> lines) =>
        [.. lines.Select(l => new Row(l.Id, l.V is null ? null : new Cell(l.V, l.Text ?? l.V), l.G, l.N))];

    /// <summary>A claim whose verdict is stated, not computed.</summary>
    private sealed record Stated(string Steps, Expected Right) : Claim
    {
        public override bool IsOfTwo => Steps.Contains("{b}", StringComparison.Ordinal);

        public override bool NeedsRule => Steps.Contains("revenue", StringComparison.Ordinal);

        public override string English(Meaning meaning) => Steps;

        public override string French(Meaning meaning) => Steps;

        public override Expected Evaluate(Meaning meaning, IReadOnlyList<Row> a, IReadOnlyList<Row> b) => Right;
    }
}
