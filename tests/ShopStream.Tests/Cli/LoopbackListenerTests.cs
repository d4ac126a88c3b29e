using FluentAssertions;
using NUnit.Framework;

namespace ShopStream.Tests.Cli;

[Category("Fast")]
public sealed class LoopbackListenerTests
{
    [Test]
    public void A_port_that_is_taken_is_skipped()
    {
        // So many that some of them meet.
        var all = Enumerable.Range(0, 300).Select(_ => LoopbackListener.Start()).ToList();

        all.ConvertAll(a => a.Address).Should().OnlyHaveUniqueItems();
        all.TrueForAll(a => a.Listener.IsListening).Should().BeTrue();
        all.ForEach(a => a.Listener.Close());
    }
}
