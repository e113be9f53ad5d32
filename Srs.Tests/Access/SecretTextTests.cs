using Srs.Media.Access;

namespace Srs.Tests.Access;

public sealed class SecretTextTests
{
    [Theory]
    [InlineData("abc", "abc", true)]
    [InlineData("abc", "abd", false)]
    [InlineData("abc", "", false)]
    [InlineData("", "", false)]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abc", true)]
    [InlineData("sha256:BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD", "abc", true)]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "abd", false)]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", false)]
    public void Matches_TextOrItsHash(string configured, string shown, bool isMatch)
    {
        Assert.Equal(isMatch, SecretText.Matches(configured, shown));
    }

    [Theory]
    [InlineData("abc", true)]
    [InlineData("sha256:", false)]
    [InlineData("sha256:ba7816bf", false)]
    [InlineData("sha256:zz7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", false)]
    [InlineData("sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", true)]
    public void IsWellFormed_Hash_HasAllItsDigits(string configured, bool isWellFormed)
    {
        Assert.Equal(isWellFormed, SecretText.IsWellFormed(configured));
    }
}
