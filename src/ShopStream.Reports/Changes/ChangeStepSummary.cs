using System.Text;
using ShopStream.Quality.Changes;

namespace ShopStream.Reports.Changes;

/// <summary>Appends a comparison to the summary of a GitHub step, which needs no rights: a pull request from a fork has it too.</summary>
public static class ChangeStepSummary
{
    /// <param name="report">The comparison.</param>
    /// <param name="path">The file that GITHUB_STEP_SUMMARY names; null or "" for none.</param>
    /// <param name="warn">Receives one line if the file cannot be written.</param>
    /// <param name="cancellationToken">Cancels writing.</param>
    public static async Task AppendAsync(ChangeReport report, string? path, Action<string> warn, CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(path))
            return;
        try
        {
            await File.AppendAllTextAsync(path, ChangeMarkdown.Render(report), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            warn($"step summary: not written: {e.Message}");
        }
    }
}
