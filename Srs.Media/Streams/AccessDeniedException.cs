namespace Srs.Media.Streams;

/// <summary>The broker refused a session; each protocol turns it into its own reply.</summary>
public class AccessDeniedException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="code">SRS's error code, such as 2051 for an empty stream name.</param>
    /// <param name="message">A sentence that names the value and what to change.</param>
    public AccessDeniedException(int code, string message)
        : base(message) => Code = code;

    /// <summary>SRS's error code.</summary>
    public int Code { get; }
}
