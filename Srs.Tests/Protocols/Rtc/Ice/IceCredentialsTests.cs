using Srs.Media.Protocols.Rtc.Ice;

namespace Srs.Tests.Protocols.Rtc.Ice;

public sealed class IceCredentialsTests
{
    private static readonly string Password = new('p', 22);

    [Fact]
    public void Create_Many_AreOfTheLengthsAndDiffer()
    {
        var made = Enumerable.Range(0, 1000).Select(static _ => IceCredentials.Create()).ToArray();

        Assert.All(made, static one => Assert.Equal((8, 32), (one.UserFragment.Length, one.Password.Length)));
        Assert.Equal(1000, made.Select(static one => one.UserFragment).Distinct().Count());
        Assert.DoesNotContain(made[0].Password, made[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc", null, "ice-ufrag")]
    [InlineData("abcd efgh", null, "ice-ufrag")]
    [InlineData("abcd:efg", null, "ice-ufrag")]
    [InlineData("abcdé", null, "ice-ufrag")]
    [InlineData("abcd", "short", "ice-pwd")]
    public void TryCreate_GivenOnesAreWrong_NamesThem(string? fragment, string? password, string named)
    {
        Assert.False(IceCredentials.TryCreate(fragment, password, out _, out var error));
        Assert.StartsWith(named, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryCreate_TooLong_IsRefused()
    {
        Assert.False(IceCredentials.TryCreate(new string('a', 33), null, out _, out _));
        Assert.False(IceCredentials.TryCreate(null, new string('a', 33), out _, out _));
    }

    [Fact]
    public void TryCreate_GivenOnesAreGood_AreUsed()
    {
        Assert.True(IceCredentials.TryCreate("ab+/", Password, out var both, out _));
        Assert.Equal(new IceCredentials("ab+/", Password), both);
        Assert.True(IceCredentials.TryCreate(null, Password, out var one, out var error));
        Assert.Equal((8, Password, null), (one.UserFragment.Length, one.Password, error));
    }
}
