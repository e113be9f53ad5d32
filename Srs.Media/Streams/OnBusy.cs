namespace Srs.Media.Streams;

/// <summary>What happens when a stream that has a publisher is published again.</summary>
public enum OnBusy
{
    /// <summary>The newcomer is refused with code 1028.</summary>
    Refuse,

    /// <summary>The newcomer takes the stream over and the old publisher is closed.</summary>
    Replace,
}
