using System.Globalization;
using System.Text.RegularExpressions;
using ShopStream.Features.Steps;
using ShopStream.Quality.Data;
using ShopStream.Quality.Execution;
using ShopStream.Quality.Reconciliation;
using ShopStream.Quality.Results;
using ShopStream.Tests.Features;

namespace ShopStream.Tests.GeneratedProof;

/// <summary>Where a claim is checked, and in which language.</summary>
internal sealed record Placement(Layer A, Layer B, bool IsFrench);

/// <summary>A claim whose verdict is not that of the naive evaluation.</summary>
internal sealed record Disagreement(ProofCase Case, Placement Placement, Expected Expected, string Found, string Steps);

/// <summary>Checks many claims with few queries, from the sentence to the verdict, and compares each verdict with a naive evaluation.</summary>
internal sealed partial class Proof(ProofStores stores, IReadOnlyList<Proof.Placed> claims)
{
    private static readonly Dictionary<string, BusinessMetric> NoRules = new(StringComparer.Ordinal);

    // Placements of claims on two tables: the sides in one layer, in neighbouring ones, across stores, and in either order.
    private static readonly (Layer A, Layer B)[] Pairs =
    [
        (Layer.Source, Layer.Raw),
        (Layer.Raw, Layer.Staging),
        (Layer.Staging, Layer.Source),
        (Layer.Source, Layer.Source),
        (Layer.Raw, Layer.Source),
        (Layer.Raw, Layer.Lake),
        (Layer.Raw, Layer.Raw),
        (Layer.Lake, Layer.Source),
    ];

    /// <summary>A claim on its tables in its layers.</summary>
    internal sealed record Placed(string Scenario, ProofCase Case, string Table, Placement Placement)
    {
        private Meaning MeaningIn(Layer layer) => layer < Layer.Staging ? Case.Tables.Type.Meaning : Case.Tables.Type.MeaningOfArrived;

        public Expected Expected => Case.Claim.Evaluate(MeaningIn(Placement.A), Case.Tables.A, Case.Tables.B);

        public string Steps =>
            (Placement.IsFrench ? Case.Claim.French(MeaningIn(Placement.A)) : Case.Claim.English(MeaningIn(Placement.A)))
                .Replace("{a}", $"{Placement.A.NameOf()} {Table}_a", StringComparison.Ordinal)
                .Replace("{b}", $"{Placement.B.NameOf()} {Table}_b", StringComparison.Ordinal);
    }

    /// <summary>Checks every case in all layers, in English and in French.</summary>
    /// <param name="cases">Claims; those of the same tables share them.</param>
    /// <param name="open">Loads tables into the layers of the lane.</param>
    /// <returns>The number of verdicts, and those that differ.</returns>
    public static async Task<(int Verdicts, IReadOnlyList<Disagreement> Disagreements)> CheckAsync(
        IReadOnlyList<ProofCase> cases,
        Func<IReadOnlyList<(string, GeneratedType, IReadOnlyList<Row>)>, Task<ProofStores>> open
    )
    {
        var names = new Dictionary<Tables, string>(ReferenceEqualityComparer.Instance);
        foreach (var one in cases)
            names.TryAdd(one.Tables, string.Create(CultureInfo.InvariantCulture, $"t{names.Count}"));
        var tables = names.SelectMany(t => new[] { ($"{t.Value}_a", t.Key.Type, t.Key.A), ($"{t.Value}_b", t.Key.Type, t.Key.B) }).ToList();
        await using var stores = await open(tables);
        var claims = cases
            .SelectMany(
                (c, i) => (c.Only is null ? Placements(stores.Layers, c.Claim, i) : [c.Only]).Select(p => new Placed(Scenario(i, p), c, names[c.Tables], p))
            )
            .ToList();
        return (claims.Count, await new Proof(stores, claims).DisagreementsAsync());
    }

    private static string Scenario(int number, Placement placement) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {placement.A.NameOf()} {placement.B.NameOf()} {(placement.IsFrench ? "fr" : "en")}");

    private static IEnumerable<Placement> Placements(IReadOnlyList<Layer> layers, Claim claim, int number)
    {
        var pairs = Pairs.Where(p => layers.Contains(p.A) && layers.Contains(p.B) && (!claim.IsOfOneLayer || p.A == p.B)).ToList();
        List<(Layer A, Layer B)> chosen =
        [
            .. claim.IsOfTwo
                ? Enumerable.Range(0, Math.Min(3, pairs.Count)).Select(i => pairs[(number + i) % pairs.Count])
                : LayersOf(layers, number).Select(l => (l, l)),
        ];
        // Binding a sentence costs more than its query: each claim is made in French once.
        var french = chosen[number % chosen.Count];
        return [.. chosen.Select(p => new Placement(p.A, p.B, false)), new Placement(french.A, french.B, true)];
    }

    // A query on the lake reads the file again, which takes long.
    private static IEnumerable<Layer> LayersOf(IReadOnlyList<Layer> layers, int number) =>
        layers.Count < 4 ? layers : layers.Where(l => l != (number % 4 == 0 ? Layer.Staging : Layer.Lake));

    private async Task<IReadOnlyList<Disagreement>> DisagreementsAsync()
    {
        var (bound, refused) = Bind();
        var collector = new MetricCollector(stores.Catalog, stores.Stores);
        var results = (await CheckRunner.RunAsync(bound, collector, null, CancellationToken.None)).ToDictionary(r => r.Name, StringComparer.Ordinal);
        return [.. claims.Select(c => Compare(c, results, refused)).OfType<Disagreement>()];
    }

    private static Disagreement? Compare(Placed claim, IReadOnlyDictionary<string, ScenarioResult> results, IReadOnlyDictionary<string, string> refused)
    {
        var check = results.GetValueOrDefault(claim.Scenario)?.Checks.Single();
        var found = check is null ? nameof(Expected.Refused) : $"{check.Outcome}";
        if (string.Equals(found, $"{claim.Expected}", StringComparison.Ordinal))
            return null;
        var details = check is null ? refused[claim.Scenario] : $"{check.Expected}; {check.Actual}; {check.Note} {string.Join(" & ", check.Keys)}\n{check.Sql}";
        return new Disagreement(claim.Case, claim.Placement, claim.Expected, $"{found}: {details}", claim.Steps);
    }

    /// <summary>Binds all scenarios, and separates those that are refused, with the message that has their file and line.</summary>
    private (IReadOnlyList<Specification> Bound, IReadOnlyDictionary<string, string> Refused) Bind()
    {
        var rules = Rules();
        var refused = new Dictionary<string, string>(StringComparer.Ordinal);
        var bound = new List<Specification>();
        foreach (var language in claims.GroupBy(c => c.Placement.IsFrench))
        {
            var remaining = language.ToList();
            IReadOnlyList<Specification> specifications = [];
            // Some errors are only found where there are no others.
            while (remaining.Count > 0 && specifications.Count == 0)
            {
                try
                {
                    specifications = Bind(remaining, rules);
                }
                catch (UsageException e)
                {
                    var lines = Lines(remaining);
                    var before = refused.Count;
                    foreach (var (line, message) in Messages(e))
                        refused.TryAdd(lines.Last(l => l.Line <= line).Scenario, message);
                    if (refused.Count == before)
                        throw;
                    remaining = remaining.FindAll(c => !refused.ContainsKey(c.Scenario));
                }
            }
            foreach (var specification in specifications)
            {
                try
                {
                    new[] { specification }.Validate(stores.Catalog, new HashSet<Layer>());
                    bound.Add(specification);
                }
                catch (UsageException e)
                {
                    refused.Add(
                        specification.Name,
                        Messages(e).Any() ? e.Message : throw new InvalidOperationException($"refused without file and line: {e.Message}", e)
                    );
                }
            }
        }
        return (bound, refused);
    }

    private static IReadOnlyList<Specification> Bind(IReadOnlyList<Placed> scenarios, IReadOnlyDictionary<string, BusinessMetric> rules) =>
        SpecBinder.Bind(FeatureTexts.Of(Feature(scenarios)), rules);

    private static string Feature(IReadOnlyList<Placed> scenarios) =>
        scenarios.Count > 0 && scenarios[0].Placement.IsFrench
            ? "# language: fr\nFonctionnalité: Preuve\n" + string.Concat(scenarios.Select(s => $"Scénario: {s.Scenario}\n{s.Steps}\n"))
            : "\nFeature: Proof\n" + string.Concat(scenarios.Select(s => $"Scenario: {s.Scenario}\n{s.Steps}\n"));

    private static List<(int Line, string Scenario)> Lines(IReadOnlyList<Placed> scenarios)
    {
        var line = 3;
        var lines = new List<(int, string)>();
        foreach (var scenario in scenarios)
        {
            lines.Add((line, scenario.Scenario));
            line += 1 + scenario.Steps.Split('\n').Length;
        }
        return lines;
    }

    private static IEnumerable<(int Line, string Message)> Messages(UsageException refusal) =>
        refusal
            .Message.Split('\n')
            .Select(m => Place().Match(m))
            .Where(m => m.Success)
            .Select(m => (int.Parse(m.Groups["line"].Value, CultureInfo.InvariantCulture), m.Value));

    private IReadOnlyDictionary<string, BusinessMetric> Rules()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["rule.revenue"] = "g is not null" };
        foreach (var claim in claims.Where(c => c.Case.Claim.NeedsRule))
        {
            foreach (var side in new[] { "a", "b" })
                settings[$"rule.revenue.in.{claim.Table}_{side}"] = "n; row order: id; value: v; letter: g";
        }
        return settings.Count == 1 ? NoRules : BusinessMetricText.Parse(settings);
    }

    [GeneratedRegex(@"^features/a\.feature:(?<line>[0-9]+): .*", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();
}
