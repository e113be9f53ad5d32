namespace Srs.Web.Reload;

/// <summary>What a change of the settings would do.</summary>
/// <param name="Changes">What differs from the settings in force.</param>
/// <param name="Vhosts">Virtual hosts that are touched.</param>
/// <param name="Streams">Streams of theirs that are there now, as addresses; sessions in them keep what they began with, unless <paramref name="Ended"/>.</param>
/// <param name="Ended">Sessions that end, because their virtual host goes or is switched off, or the key that let them in goes or changes.</param>
internal sealed record ReloadPlan(IReadOnlyList<OptionChange> Changes, IReadOnlyList<string> Vhosts, IReadOnlyList<string> Streams, int Ended)
{
    /// <summary>Keys that count when the server is started again.</summary>
    public IEnumerable<string> NeedsRestart => Changes.Where(static change => change.Effect == ChangeEffect.Restart).Select(static change => change.Key);

    /// <summary>What the user should know.</summary>
    public IReadOnlyList<string> Remarks { get; init; } = [];

    /// <summary>Number of the snapshot in force after it.</summary>
    public int Version { get; init; }

    /// <summary>Whether it is in the file that is read at the next start.</summary>
    public bool IsPersisted { get; init; }
}
