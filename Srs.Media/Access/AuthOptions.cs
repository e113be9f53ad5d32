namespace Srs.Media.Access;

/// <summary>Who has to show a credential, and which are good; section <c>Auth</c>. SRS has callbacks for it.</summary>
public sealed record AuthOptions
{
    /// <summary>Whether publishers have to show a credential. Default false.</summary>
    public bool Publish { get; init; }

    /// <summary>Whether viewers have to show a credential. Default false.</summary>
    public bool Play { get; init; }

    /// <summary>What credentials are checked with, by a name of your choice, which revocations and messages use.</summary>
    public IReadOnlyDictionary<string, AuthKeyOptions> Keys { get; init; } = new Dictionary<string, AuthKeyOptions>();
}
