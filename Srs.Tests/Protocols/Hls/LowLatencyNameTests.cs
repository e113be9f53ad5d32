using System.Text;
using Srs.Media.Protocols.Hls;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Protocols.Hls;

public sealed class LowLatencyNameTests
{
    [Theory]
    [InlineData("19b76daa800-7.m4s", 0x19b76daa800, 7, null, false)]
    [InlineData("19b76daa800-7.3.m4s", 0x19b76daa800, 7, 3, false)]
    [InlineData("19b76daa800-0.mp4", 0x19b76daa800, 0, null, true)]
    public void TryParse_WhatToStringMakes_IsRead(string text, long publish, long number, int? part, bool isInit)
    {
        var expected = new LowLatencyName(publish, number, part, isInit);

        Assert.True(LowLatencyName.TryParse(text, out var name));
        Assert.Equal(expected, name);
        Assert.Equal(text, expected.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData(".m4s")]
    [InlineData("-.m4s")]
    [InlineData("1-.m4s")]
    [InlineData("-1.m4s")]
    [InlineData("1-+2.m4s")]
    [InlineData("1--2.m4s")]
    [InlineData("1-2.-3.m4s")]
    [InlineData("1-2.3.4.m4s")]
    [InlineData("1-2.3.mp4")]
    [InlineData("1-2. 3.m4s")]
    [InlineData("1-2.99999999999.m4s")]
    [InlineData("1-99999999999999999999.m4s")]
    [InlineData("../1-2.m4s")]
    [InlineData("1-2.ts")]
    public void TryParse_AnythingElse_IsRefused(string text) => Assert.False(LowLatencyName.TryParse(text, out _));

    [Fact]
    public void TryParse_Mutations_AreReadOrRefused()
    {
        foreach (var bytes in Mutations.Of(Encoding.Latin1.GetBytes("19b76daa800-7.3.m4s"), 5000).Concat(Mutations.Truncations("19b76daa800-7.3.m4s"u8.ToArray())))
        {
            var text = Encoding.Latin1.GetString(bytes);
            if (LowLatencyName.TryParse(text, out var name))
            {
                Assert.True(LowLatencyName.TryParse(name.ToString(), out var again));
                Assert.Equal(name, again);
            }
        }
    }
}
