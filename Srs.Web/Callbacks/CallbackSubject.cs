using Srs.Media.Streams;

namespace Srs.Web.Callbacks;

/// <summary>Whom an event is about, kept as long as events may follow.</summary>
/// <param name="ClientId">Id of the client.</param>
/// <param name="Request">What it asked for.</param>
/// <param name="Stream">The stream, its virtual host resolved.</param>
/// <param name="Hooks">The callbacks of the virtual host, as they were when it came.</param>
internal sealed record CallbackSubject(string ClientId, AccessRequest Request, StreamKey Stream, HttpHooksOptions Hooks)
{
    /// <summary>The subject of an attempt.</summary>
    public static CallbackSubject Of(AccessAttempt attempt) => new(attempt.Session.Id, attempt.Request, attempt.Stream, attempt.Options.HttpHooks);

    /// <summary>The addresses of an event.</summary>
    public IReadOnlyList<Uri> UrlsOf(string name) => CallbackUrl.ParseList(CallbackEvent.UrlsOf(name, Hooks));
}
