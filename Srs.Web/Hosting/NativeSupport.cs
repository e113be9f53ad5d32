using Srs.Media.Net.OpenSsl;
using Srs.Media.Transcoding;

namespace Srs.Web.Hosting;

/// <summary>Which native libraries this machine lacks that some features need.</summary>
/// <remarks>Asked once each, when the server starts; tests register one that says otherwise.</remarks>
internal sealed record NativeSupport
{
    /// <summary>Why there is no OpenSSL, and what to install; null when there is.</summary>
    public Func<string?> FindOpenSslAbsence { get; init; } = static () => OpenSslLibrary.TryLoad(out var reason) ? null : reason;

    /// <summary>Why there are no libraries of FFmpeg, and what to install; null when there are.</summary>
    public Func<string?> FindFFmpegAbsence { get; init; } = TranscodeWorkers.FindAbsence;
}
