using FluentAssertions;
using NUnit.Framework;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Incidents.LivingShop;

/// <summary>Nights of a shop that sells on: each fault is told once, in the first night, by its own table, and its recovery once.</summary>
[TestFixture, Category("Live")]
internal sealed class LivingShopTests
{
    [Test]
    public async Task Lost_order_is_one_message_and_its_recovery_another_however_many_scenarios_fail()
    {
        await using var shop = await SellingShop.OpenAsync();
        var lost = ShopFault.All[0];

        (await shop.NextAsync([])).Begun.Should().BeEmpty();
        var faulty = await shop.NextAsync([lost]);
        var good = await shop.NextAsync([]);

        faulty.Result.Scenarios.Count(s => s.Outcome == Outcome.Failed).Should().BeGreaterThan(5);
        faulty.Begun.Should().Equal("raw orders");
        good.Begun.Should().BeEmpty();
        good.Recovered.Should().Equal("raw orders");
    }

    // 20 faults, one of each kind, in random order and for one to five nights; at most two at a time, in different tables.
    [NightlyCase(1)]
    public async Task Hundred_nights_tell_each_fault_once(int seed)
    {
        await using var shop = await SellingShop.OpenAsync();
        var plan = Plan(new Random(seed));
        var told = new HashSet<ShopFault>();
        var (messages, problems) = (0, new List<string>());
        for (var night = 0; night < 100; night++)
        {
            var present = plan.Where(p => p.From <= night && night <= p.To).Select(p => p.Fault).ToList();
            foreach (var (fault, _, _) in plan.Where(p => p.Fault.Place == FaultPlace.Source && p.From == night))
                await shop.ChangeAsync(fault.Sql);
            foreach (var (fault, _, _) in plan.Where(p => p.Fault.Place == FaultPlace.Source && p.To + 1 == night))
                await shop.ChangeAsync(fault.Repair!);

            var report = await shop.NextAsync(present);

            messages += report.Begun.Count + report.Recovered.Count;
            // Nothing else can be seen while the source does not answer.
            var visible = present.Where(f => f.Place == FaultPlace.Extract || present.TrueForAll(p => p.Place != FaultPlace.Extract)).ToList();
            problems.AddRange(
                visible
                    .Where(f => !told.Contains(f) && !report.Begun.Contains(f.Table, StringComparer.Ordinal))
                    .Select(f => $"night {night}: {f.Table} was not told ({f.Sql}); told were {string.Join(", ", report.Begun)}")
            );
            problems.AddRange(
                report
                    .Begun.Where(b => !visible.Exists(f => string.Equals(f.Table, b, StringComparison.Ordinal) && !told.Contains(f)))
                    .Select(b =>
                        $"night {night}: {b} is a false incident of {Scenarios(report, b)}; present were {string.Join(", ", present.Select(p => p.Sql))}"
                    )
            );
            told.UnionWith(visible);
        }

        string.Join("\n", problems).Should().BeEmpty();
        told.Should().HaveCount(plan.Count);
        messages.Should().BeLessThanOrEqualTo(2 * plan.Count, "each fault and each recovery is one message");
    }

    private static string Scenarios(NightReport report, string place) =>
        string.Join(" and ", report.Result.Incidents!.Open.Where(i => string.Equals(i.Place, place, StringComparison.Ordinal)).SelectMany(i => i.Scenarios));

    private static List<(ShopFault Fault, int From, int To)> Plan(Random random)
    {
        var plan = new List<(ShopFault Fault, int From, int To)>();
        foreach (var fault in ShopFault.All.OrderBy(_ => random.Next()))
        {
            bool Fits(int from, int to)
            {
                var beside = plan.Where(p => p.From <= to + 1 && from <= p.To + 1).ToList();
                return beside.Count < 2 && !beside.Exists(p => string.Equals(Subject(p.Fault), Subject(fault), StringComparison.Ordinal));
            }
            var length = random.Next(1, 6);
            var start = 1 + random.Next(90);
            var from = Enumerable.Range(0, 100).Select(i => 1 + ((start + i) % (98 - length))).First(f => Fits(f, f + length - 1));
            plan.Add((fault, from, from + length - 1));
        }
        return plan;
    }

    // Faults of orders and their lines change the same amounts: two at a time would be one difference.
    private static string Subject(ShopFault fault) =>
        fault.Table.Contains("order", StringComparison.Ordinal) || fault.Table.StartsWith("mart", StringComparison.Ordinal) ? "orders" : fault.Table;
}
