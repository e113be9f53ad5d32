namespace Srs.Tests.TestSupport;

/// <summary>Tests that need the machine for themselves: they run after all others, one at a time.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "Alone";
}
