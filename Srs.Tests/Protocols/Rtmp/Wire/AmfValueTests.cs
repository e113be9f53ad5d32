using Srs.Media.Protocols.Rtmp.Wire;

namespace Srs.Tests.Protocols.Rtmp.Wire;

public sealed class AmfValueTests
{
    [Fact]
    public void Indexer_MissingOrWrongKind_IsUndefined()
    {
        AmfValue text = "a";

        Assert.Equal(AmfKind.Undefined, text["x"].Kind);
        Assert.Equal(AmfKind.Undefined, AmfValue.Object(("a", 1))["b"]["c"].Kind);
        Assert.Null(AmfValue.Null["x"].AsString());
    }

    [Fact]
    public void Indexer_NameTwice_GivesLast() => Assert.Equal(2, AmfValue.Object(("a", 1), ("a", 2))["a"].AsNumber());

    [Fact]
    public void Accessors_WrongKind_GiveNothing()
    {
        AmfValue number = 1;

        Assert.Null(number.AsString());
        Assert.Null(number.AsBoolean());
        Assert.Null(number.AsDateMilliseconds());
        Assert.Empty(number.Elements);
        Assert.Empty(number.Properties);
        Assert.Equal(0, number.AsBytes().Length);
        Assert.Null(AmfValue.Undefined.AsNumber());
    }

    [Fact]
    public void Height_Containers_CountsLevels()
    {
        Assert.Equal(0, AmfValue.Null.Height);
        Assert.Equal(1, AmfValue.Object().Height);
        Assert.Equal(3, AmfValue.Object(("a", AmfValue.StrictArray(AmfValue.EcmaArray(("b", 1)), 2))).Height);
    }
}
