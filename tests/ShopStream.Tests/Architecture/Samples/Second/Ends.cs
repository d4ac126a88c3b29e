namespace ShopStream.Tests.Architecture.Samples.Second;

/// <summary>The other half of a cycle of two folders, for <see cref="FolderCycleTests"/>.</summary>
internal sealed record Ends(First.Begins? Back);
