using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Srs.Media.Net.FFmpeg;

/// <summary>The system's FFmpeg 5.1 to 9, which sound is transcoded with.</summary>
internal static class FFmpegLibrary
{
    /// <summary>What the imports of libavutil call it.</summary>
    public const string Util = "ffmpeg-util";

    /// <summary>What the imports of libavcodec call it.</summary>
    public const string Codec = "ffmpeg-codec";

    /// <summary>What the imports of libavfilter call it.</summary>
    public const string Filter = "ffmpeg-filter";

    /// <summary>Newest and oldest major version of libavutil: FFmpeg 9 and 5. The other libraries count along.</summary>
    private const int Newest = 61;
    private const int Oldest = 57;
    private const int CodecAhead = 2;
    private const int FilterBehind = 49;

    /// <summary>How far the major version of libavutil is ahead of FFmpeg's.</summary>
    private const int UtilAhead = 52;

    private static readonly Lazy<string?> WhyMissing = new(static () => Load(Releases()));
    private static readonly Lazy<string?> WhyNotFound = new(static () => Find(Releases()));

    /// <summary>Version that was loaded, such as "5.1.9-0+deb12u1".</summary>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    public static string Version
    {
        get
        {
            Require();
            return Marshal.PtrToStringUTF8(LibAvUtil.av_version_info()) ?? "";
        }
    }

    /// <summary>Major version of what was loaded: 5 to 9. After <see cref="Require"/>.</summary>
    public static int Major { get; private set; }

    /// <summary>Loads it, the first time; any thread.</summary>
    /// <param name="reason">Two sentences for an operator: what is missing, and the package that brings it.</param>
    /// <returns>False when it is missing.</returns>
    public static bool TryLoad([NotNullWhen(false)] out string? reason)
    {
        reason = WhyMissing.Value;
        return reason is null;
    }

    /// <summary>Finds out, the first time, whether it can be loaded, and leaves it out of this process.</summary>
    /// <param name="reason">As for <see cref="TryLoad"/>.</param>
    public static bool TryFind([NotNullWhen(false)] out string? reason)
    {
        reason = WhyNotFound.Value;
        return reason is null;
    }

    /// <summary>To be called before the first import is.</summary>
    /// <exception cref="DllNotFoundException">It is missing; the message says what to install.</exception>
    public static void Require()
    {
        if (!TryLoad(out var reason))
        {
            throw new DllNotFoundException(reason);
        }
    }

    /// <summary>Finds a release of which all files can be loaded.</summary>
    /// <returns>Null when there is one, else why not and what to do.</returns>
    public static string? Find(IReadOnlyList<Release> releases)
    {
        foreach (var release in releases)
        {
            if (TryOpen(release.Util) && TryOpen(release.Codec) && TryOpen(release.Filter))
            {
                return null;
            }
        }

        return Explain(releases);

        static bool TryOpen(IReadOnlyList<string> files)
        {
            foreach (var file in files)
            {
                if (NativeLibrary.TryLoad(file, out var library))
                {
                    NativeLibrary.Free(library);
                    return true;
                }
            }

            return false;
        }
    }

    private static string? Load(IReadOnlyList<Release> releases)
    {
        if (!Environment.Is64BitProcess)
        {
            return "Transcoding of sound needs a 64-bit system.";
        }

        foreach (var release in releases)
        {
            // All of one release: they know the inside of each other.
            if (NativeLibraries.TryLoad(Util, release.Util) && NativeLibraries.TryLoad(Codec, release.Codec) && NativeLibraries.TryLoad(Filter, release.Filter))
            {
                LibAvUtil.av_log_set_level(LibAvUtil.Quiet);
                Major = (int)(LibAvUtil.avutil_version() >> 16) - UtilAhead;
                return null;
            }
        }

        return Explain(releases);
    }

    private static List<Release> Releases()
    {
        var releases = new List<Release>();
        for (var version = Newest; version >= Oldest; version--)
        {
            releases.Add(new Release(Files("avutil", version), Files("avcodec", version + CodecAhead), Files("avfilter", version - FilterBehind)));
        }

        return releases;
    }

    private static string[] Files(string name, int version)
    {
        if (OperatingSystem.IsWindows())
        {
            return [$"{name}-{version}.dll"];
        }

        if (OperatingSystem.IsMacOS())
        {
            var file = $"lib{name}.{version}.dylib";
            return [file, $"/opt/homebrew/lib/{file}", $"/usr/local/lib/{file}"];
        }

        return [$"lib{name}.so.{version}"];
    }

    private static string Explain(IReadOnlyList<Release> releases)
    {
        var remedy = OperatingSystem.IsWindows() ? "Install a shared build of FFmpeg and put its folder on PATH."
            : OperatingSystem.IsMacOS() ? "Install it with: brew install ffmpeg."
            : "Install the package ffmpeg (Debian, Ubuntu), ffmpeg-libs (Alpine, Fedora) or ffmpeg-free (Fedora, Red Hat), or their libavcodec and libavfilter alone.";
        return $"FFmpeg's libraries (5.1 to 9) are missing: no {releases[^1].Filter[0]} or newer with its libavcodec can be loaded. {remedy}";
    }

    /// <summary>File names of the libraries of one release, each with the places to look.</summary>
    public sealed record Release(IReadOnlyList<string> Util, IReadOnlyList<string> Codec, IReadOnlyList<string> Filter);
}
