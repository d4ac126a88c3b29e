using FluentAssertions;
using NUnit.Framework;
using ShopStream.Pipeline.Lake;
using ShopStream.Quality.Results;

namespace ShopStream.Tests.Lake;

/// <summary>Changes the process's environment, so it runs alone.</summary>
[TestFixture, Category("Fast"), NonParallelizable]
internal sealed class S3CredentialsTests
{
    [Test]
    public async Task Missing_credentials_are_a_usage_error_with_the_fix()
    {
        string[] names = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE", "AWS_PROFILE"];
        var before = names.ToDictionary(n => n, Environment.GetEnvironmentVariable, StringComparer.Ordinal);
        try
        {
            foreach (var name in names)
                Environment.SetEnvironmentVariable(name, null);
            Environment.SetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE", Path.Combine(Path.GetTempPath(), $"shopstream-none-{Environment.ProcessId}"));
            Environment.SetEnvironmentVariable("AWS_CONFIG_FILE", Path.Combine(Path.GetTempPath(), $"shopstream-none-{Environment.ProcessId}"));
            await using var lake = new S3Lake(new LakeSettings("s3://shopstream-nowhere", "http://127.0.0.1:1"));

            var read = () => lake.TryReadAsync("raw/a", default);

            (await read.Should().ThrowAsync<UsageException>()).WithMessage("*no AWS credentials were found*AWS_ACCESS_KEY_ID*AWS_PROFILE*role*");
        }
        finally
        {
            foreach (var (name, value) in before)
                Environment.SetEnvironmentVariable(name, value);
        }
    }
}
