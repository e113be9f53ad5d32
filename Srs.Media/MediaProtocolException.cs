namespace Srs.Media;

/// <summary>A peer broke its protocol; its connection ends, nobody else's.</summary>
public abstract class MediaProtocolException : Exception
{
    /// <summary>Makes one with a sentence for the Debug log.</summary>
    protected MediaProtocolException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with a sentence for the Debug log and its cause.</summary>
    protected MediaProtocolException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
