using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace ShopStream.Cli;

/// <summary>--help, followed by examples and exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["run"] =
        [
            "shopstream run",
            "shopstream run --scale 20 --tags '@critical and not @slow'",
            "PGHOST=db PGDATABASE=shop PGUSER=reader shopstream run --date 2025-11-28 --json",
        ],
        ["check"] =
        [
            "shopstream check",
            "shopstream check --features ../our-specs --tags @nightly",
            "shopstream check --fail-on warning",
            "shopstream check --keep-failures",
            "shopstream check --only-keys reports/20251128-060000-1a2b/failures_20251128-060000-1a2b.parquet",
        ],
        ["test"] = ["shopstream test", "shopstream test --model mart_sales_overview --watch", "shopstream test --tags @owner:finance --json"],
        ["example"] =
        [
            "shopstream example mart_customer_rfm --row user_id=42",
            "shopstream example mart_daily_events --row event_date=2025-11-28 --row event_type=search",
        ],
        ["backfill"] = ["shopstream backfill --from 2025-11-01 --to 2025-11-07", "shopstream backfill --from 2025-11-01 --to 2025-11-30 --keep-going --json"],
        ["init"] =
        [
            "shopstream init",
            "shopstream init ../our-specs --models",
            "shopstream init --from dbt target",
            "shopstream init --from shop.odcs.yaml --layers raw",
            "shopstream init --from postgres postgresql://me@localhost/shop",
        ],
        ["contract"] = ["shopstream contract export --name Shop --into shop.odcs.yaml"],
        ["contract export"] =
        [
            "shopstream contract export --into shop.odcs.yaml",
            "shopstream contract export --tags @contract --name 'Shop' --contract-version 2.0.0",
        ],
        ["seed"] = ["shopstream seed --into 'Host=localhost;Database=shop;Username=me' --scale 20", "PGHOST=localhost PGDATABASE=shop shopstream seed --into"],
        ["plan"] = ["shopstream plan", "shopstream plan --tags @ci", "shopstream plan --warehouse snowflake"],
        ["doctor"] = ["shopstream doctor", "shopstream doctor --warehouse snowflake --json"],
        ["models"] = ["shopstream models", "shopstream models --warehouse snowflake > review.sql", "shopstream models --dbt dbt"],
        ["setup"] = ["shopstream setup postgres | psql -h db shop", "shopstream setup snowflake --help"],
        ["setup postgres"] = ["shopstream setup postgres | psql -h db shop", "shopstream setup postgres --role nightly_reader"],
        ["setup snowflake"] =
        [
            "shopstream setup snowflake --lake s3://shop-lake/nightly --role-arn arn:aws:iam::123456789012:role/shopstream-lake",
            "SNOWFLAKE_ROLE=ACCOUNTADMIN shopstream setup snowflake --apply",
        ],
        ["reconcile"] =
        [
            "shopstream reconcile revenue --by day",
            "shopstream reconcile revenue --by product --from 'source order_items' --to 'mart mart_product_performance'",
        ],
        ["steps"] = ["shopstream steps", "shopstream steps --language fr", "shopstream steps --format md > docs/sentences.md"],
        ["settings"] = ["shopstream settings", "shopstream settings --format schema > docs/settings.schema.json"],
        ["lint"] = ["shopstream lint", "shopstream lint --select '@ci and not @slow' --select @nightly --fail-on warning"],
        ["suggest"] = ["shopstream suggest raw orders", "shopstream suggest raw --into features/suggested --tags '@suggested @owner:finance'"],
        ["owners"] = ["shopstream owners", "shopstream owners --tags @nightly"],
        ["history"] = ["shopstream history", "shopstream history 'rows of raw orders' --last 30", "shopstream history 'revenue of source orders' --json"],
        ["incidents"] = ["shopstream incidents", "shopstream incidents --all --json"],
        ["powerbi"] = ["shopstream powerbi", "shopstream powerbi --warehouse snowflake --into dashboards"],
        ["prove"] =
        [
            "shopstream prove",
            "shopstream prove --only models",
            "shopstream prove --tags @ci --min-score 95",
            "shopstream prove --mutants all --jobs 4 --json",
        ],
        ["compare"] =
        [
            "shopstream compare",
            "shopstream compare origin/main --json",
            "shopstream compare --accept --reason 'Pending orders no longer count' --owner finance",
        ],
        ["comment"] = ["shopstream comment", "shopstream comment reports/20251128-060000-1a2b/compare.md"],
        ["lake"] = ["shopstream lake ls", "shopstream lake verify"],
        ["lake ls"] = ["shopstream lake ls", "shopstream lake ls --date 2025-11-28 --json"],
        ["lake verify"] =
        [
            "shopstream lake verify",
            "shopstream lake verify --date 2025-11-28",
            "shopstream lake verify --json --settings nightly.runsettings",
        ],
        ["report prune"] = ["shopstream report prune --keep 30", "shopstream report prune --keep 30 --dry-run"],
        ["report"] = ["shopstream report", "shopstream report reports/20251128-060000-1a2b"],
    };

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (
            var example in command is RootCommand
                ? Examples.Where(e => !e.Key.Contains(' ', StringComparison.Ordinal)).Select(e => e.Value[0])
                : Examples[PathOf(command).TrimEnd()]
        )
            output.WriteLine($"  {example}");
        output.WriteLine();
        output.WriteLine("Exit codes:");
        output.WriteLine("  0 passed (warnings included) · 1 a check failed · 2 usage, settings, feature or SQL error");
        output.WriteLine("  3 infrastructure, retry · 4 nothing was selected or judged · 130 interrupted");
        return code;
    }

    /// <summary>A command as it is typed after the program's name, with a trailing blank: "lake verify ", or "" for the root.</summary>
    public static string PathOf(Command command) =>
        command is RootCommand ? "" : string.Concat(command.Parents.OfType<Command>().Select(PathOf)) + command.Name + " ";
}
