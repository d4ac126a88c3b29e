namespace ShopStream.Tests;

/// <summary>The clone of the repository that the tests run in.</summary>
internal static class Clone
{
    private const string Solution = "ShopStream.Quality.sln";

    /// <summary>Its root: the folder of the solution.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, Solution)))
                return at.FullName;
        }
        throw new InvalidOperationException($"{folder} is not in a clone of the repository: expected {Solution} in one of its parents");
    }
}
