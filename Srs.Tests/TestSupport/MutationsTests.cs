namespace Srs.Tests.TestSupport;

public sealed class MutationsTests
{
    [Fact]
    public void Of_SameSeed_GivesTheSameMutations()
    {
        byte[] valid = [1, 2, 3, 4, 5, 6, 7, 8];

        Assert.Equal(Mutations.Of(valid, 200, seed: 5), Mutations.Of(valid, 200, seed: 5));
        Assert.NotEqual(Mutations.Of(valid, 200, seed: 5), Mutations.Of(valid, 200, seed: 6));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], valid);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Of_ShortInput_StillGivesTheCountAskedFor(int length) =>
        Assert.Equal(500, Mutations.Of(new byte[length], 500).Count());
}
