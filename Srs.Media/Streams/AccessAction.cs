namespace Srs.Media.Streams;

/// <summary>What a session wants of a stream.</summary>
public enum AccessAction
{
    /// <summary>Send media.</summary>
    Publish,

    /// <summary>Receive media.</summary>
    Play,
}
