using Srs.Media.Streams;

namespace Srs.Media.Access;

/// <summary>A stream needs a credential, and none was shown, or one that is not good: HTTP's 401, where other refusals are 403.</summary>
public sealed class CredentialsRequiredException : AccessDeniedException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">A sentence that tells what to show, or what is wrong with what was shown, without repeating it.</param>
    /// <param name="wasShown">Whether there was one at all.</param>
    public CredentialsRequiredException(string message, bool wasShown = true)
        : base(AuthRule.SecurityDenied, message) => WasShown = wasShown;

    /// <summary>Whether there was one at all.</summary>
    public bool WasShown { get; }
}
