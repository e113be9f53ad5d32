using Srs.Media.Protocols.Hls;

namespace Srs.Tests.Protocols.Hls;

/// <summary>Draft-pantos-hls-rfc8216bis §6.2.5.</summary>
public sealed class LowLatencyDirectivesTests
{
    [Theory]
    [InlineData(null, null, null, null, null, false)]
    [InlineData("5", null, null, 5L, null, false)]
    [InlineData("5", "3", "YES", 5L, 3, true)]
    [InlineData("0", "0", "v2", 0L, 0, true)]
    [InlineData(null, null, "perhaps", null, null, false)]
    public void TryRead_Directives_AreRead(string? sequence, string? part, string? skip, long? expected, int? index, bool skips)
    {
        Assert.True(LowLatencyDirectives.TryRead(sequence, part, skip, out var directives));
        Assert.Equal(new LowLatencyDirectives(expected, index, skips), directives);
    }

    [Theory]
    [InlineData(null, "3")]
    [InlineData("", null)]
    [InlineData("-1", null)]
    [InlineData("+1", null)]
    [InlineData("1.5", null)]
    [InlineData("1e3", null)]
    [InlineData(" 1", null)]
    [InlineData("99999999999999999999", null)]
    [InlineData("1,2", null)]
    [InlineData("1", "")]
    [InlineData("1", "-1")]
    [InlineData("1", "99999999999")]
    [InlineData("x", "y")]
    public void TryRead_NoNumbersOrAPartOfNothing_IsRefused(string? sequence, string? part) =>
        Assert.False(LowLatencyDirectives.TryRead(sequence, part, null, out _));
}
