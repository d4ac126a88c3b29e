using ShopStream.Tests.Changes;
using ShopStream.Tests.Faults;

namespace ShopStream.Tests.Cli;

/// <summary>Runs compare on a clone and a work folder.</summary>
internal static class CompareRun
{
    public static Task<ProgramOutput> CompareAsync(GitClone clone, FaultyShop shop, params string[] arguments) =>
        ShopProgram.RunAsync(Arguments(clone, shop.Work, arguments));

    public static string[] Arguments(GitClone clone, string work, params string[] arguments) =>
        [
            "compare",
            .. arguments,
            "--settings",
            clone.Settings,
            "--features",
            clone.In("features"),
            "--models",
            clone.In("models"),
            "--work",
            work,
            "--out",
            clone.In("reports"),
        ];
}
