namespace ShopStream.Tests.Architecture.Samples.First;

/// <summary>Half of a cycle of two folders, for <see cref="FolderCycleTests"/>.</summary>
internal sealed record Begins(Second.Ends? Next);
