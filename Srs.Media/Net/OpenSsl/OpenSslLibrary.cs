using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Srs.Media.Net.OpenSsl;

/// <summary>The system's OpenSSL 3, which DTLS and SRTP need and nothing else.</summary>
public static class OpenSslLibrary
{
    /// <summary>What the imports of libssl call it.</summary>
    internal const string Ssl = "openssl-ssl";

    /// <summary>What the imports of libcrypto call it.</summary>
    internal const string Crypto = "openssl-crypto";

    private const nuint OldestVersion = 0x30000000;

    /// <summary>What .NET looks for, and what it may look for one day.</summary>
    private static readonly string[] DotNetFiles = ["libssl.so.3", "libssl.so.1.1", "libssl.so.4", "libssl.so.1.0.2", "libssl.so.1.0.0", "libssl.so.10"];

    private static readonly Lazy<string?> WhyMissing = new(static () => Load(FileNames("libcrypto"), FileNames("libssl")));

    /// <summary>Version that was loaded, such as "OpenSSL 3.0.19 27 Jan 2026".</summary>
    /// <exception cref="DllNotFoundException">There is none.</exception>
    public static string Version
    {
        get
        {
            Require();
            return Marshal.PtrToStringUTF8(LibCrypto.OpenSSL_version(0)) ?? "";
        }
    }

    /// <summary>Loads it, the first time; any thread.</summary>
    /// <param name="reason">Two sentences for an operator: what is missing, and the package that brings it.</param>
    /// <returns>False when it is missing or too old; DTLS and SRTP then throw <see cref="DllNotFoundException"/>.</returns>
    public static bool TryLoad([NotNullWhen(false)] out string? reason)
    {
        reason = WhyMissing.Value;
        return reason is null;
    }

    /// <summary>Whether .NET has an OpenSSL of any version for its own cryptography, without which RTMP's handshake and much else would end the process.</summary>
    /// <param name="reason">Two sentences for an operator: what is missing, and the package that brings it.</param>
    /// <returns>False on Linux without any; true everywhere else, where .NET does not need it.</returns>
    public static bool IsThereForDotNet([NotNullWhen(false)] out string? reason)
    {
        var isThere = !OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("CLR_OPENSSL_VERSION_OVERRIDE") is { Length: > 0 }
            || Array.Exists(DotNetFiles, static file => NativeLibrary.TryLoad(file, out _));
        reason = isThere ? null : Explain(FileNames("libssl"));
        return isThere;
    }

    /// <summary>To be called before the first import is.</summary>
    /// <exception cref="DllNotFoundException">It is missing; the message says what to install.</exception>
    internal static void Require()
    {
        if (!TryLoad(out var reason))
        {
            throw new DllNotFoundException(reason);
        }
    }

    /// <summary>Loads the two libraries.</summary>
    /// <returns>Null when they are there, else why not and what to do.</returns>
    internal static string? Load(IReadOnlyList<string> cryptoFiles, IReadOnlyList<string> sslFiles)
    {
        if (!NativeLibraries.TryLoad(Crypto, cryptoFiles))
        {
            return Explain(cryptoFiles);
        }

        if (!NativeLibraries.TryLoad(Ssl, sslFiles))
        {
            return Explain(sslFiles);
        }

        try
        {
            // .NET shares the library and ends it in its own way.
            const ulong NoExitHandler = 0x00080000;
            var isUsable = LibCrypto.OpenSSL_version_num().Value >= OldestVersion && LibSsl.OPENSSL_init_ssl(NoExitHandler, 0) == 1;
            return isUsable ? null : Explain(sslFiles);
        }
        catch (EntryPointNotFoundException)
        {
            return Explain(sslFiles);
        }
    }

    /// <summary>
    /// Names with the library's binary version, never the bare one: that is another major version, or on macOS ends the process.
    /// </summary>
    private static string[] FileNames(string library)
    {
        if (OperatingSystem.IsWindows())
        {
            var suffix = RuntimeInformation.ProcessArchitecture switch
            {
                Architecture.X64 => "-x64",
                Architecture.Arm64 => "-arm64",
                _ => "",
            };
            return [$"{library}-3{suffix}.dll"];
        }

        if (OperatingSystem.IsMacOS())
        {
            var file = $"{library}.3.dylib";
            return [file, $"/opt/homebrew/opt/openssl@3/lib/{file}", $"/usr/local/opt/openssl@3/lib/{file}"];
        }

        return [$"{library}.so.3", $"{library}.so.4"];
    }

    private static string Explain(IReadOnlyList<string> files)
    {
        var remedy = OperatingSystem.IsWindows() ? "Install OpenSSL 3 and put its folder on PATH."
            : OperatingSystem.IsMacOS() ? "Install it with: brew install openssl@3."
            : "Install the package libssl3 (Debian, Ubuntu, Alpine) or openssl-libs (Fedora, Red Hat).";
        return $"OpenSSL 3 is missing: {files[0]} cannot be loaded. {remedy}";
    }
}
