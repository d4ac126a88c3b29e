using ShopStream.Quality.Proving;

namespace ShopStream.Reports.Proof;

/// <summary>proof.html.</summary>
internal static class ProofPage
{
    public static string Render(ProofResult proof) => $"<!DOCTYPE html><title>{proof.RunId}</title>";
}
