namespace Srs.Media.Streams;

/// <summary>A rule that publish and play of every protocol pass at the <see cref="StreamBroker"/>.</summary>
public interface IAccessRule
{
    /// <summary>Lets a session in, or refuses it.</summary>
    /// <param name="attempt">What is asked for, with names already checked.</param>
    /// <param name="cancellationToken">The session's end.</param>
    /// <returns>What is disposed once, when the session leaves the stream or a later rule refuses it; null for nothing.</returns>
    /// <exception cref="AccessDeniedException">Refused; its message is fit for the peer.</exception>
    ValueTask<IDisposable?> AdmitAsync(AccessAttempt attempt, CancellationToken cancellationToken);
}
