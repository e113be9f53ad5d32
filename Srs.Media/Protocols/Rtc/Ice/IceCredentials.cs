using System.Buffers;
using System.Security.Cryptography;

namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>By what the two sides of an ICE session know each other; RFC 8445 5.3.</summary>
/// <param name="UserFragment"><c>ice-ufrag</c>.</param>
/// <param name="Password"><c>ice-pwd</c>; a secret.</param>
public sealed record IceCredentials(string UserFragment, string Password)
{
    /// <summary>Characters of a fragment that is made here, as SRS.</summary>
    public const int UserFragmentLength = 8;

    /// <summary>Characters of a password that is made here, as SRS.</summary>
    public const int PasswordLength = 32;

    /// <summary>Most characters of either when it is given; RFC 8839 5.4 allows 256, SRS 32.</summary>
    public const int MaxGivenLength = 32;

    private const int MinUserFragmentLength = 4;
    private const int MinPasswordLength = 22;
    private const string Alphanumeric = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary><c>ice-char</c> of RFC 8839 5.4.</summary>
    private static readonly SearchValues<char> IceCharacters = SearchValues.Create(Alphanumeric + "+/");

    /// <summary>Makes new ones, for one session.</summary>
    public static IceCredentials Create() => new(
        RandomNumberGenerator.GetString(Alphanumeric, UserFragmentLength), RandomNumberGenerator.GetString(Alphanumeric, PasswordLength));

    /// <summary>Checks what a client wishes to be used: <c>ice-ufrag</c> and <c>ice-pwd</c> of a request.</summary>
    /// <param name="userFragment">4 to 32 of letters, digits, + and /; null for a new one.</param>
    /// <param name="password">22 to 32 of these; null for a new one.</param>
    /// <param name="credentials">The result.</param>
    /// <param name="error">Says what is wrong.</param>
    /// <returns>False when one of them cannot be used.</returns>
    public static bool TryCreate(string? userFragment, string? password, out IceCredentials credentials, out string? error)
    {
        var made = Create();
        credentials = new IceCredentials(userFragment ?? made.UserFragment, password ?? made.Password);
        error = Check("ice-ufrag", credentials.UserFragment, MinUserFragmentLength) ?? Check("ice-pwd", credentials.Password, MinPasswordLength);
        return error is null;
    }

    /// <summary>Without the password.</summary>
    public override string ToString() => UserFragment;

    private static string? Check(string name, string value, int minLength)
    {
        if (value.Length < minLength || value.Length > MaxGivenLength)
        {
            return $"{name} has {value.Length} characters; {minLength} to {MaxGivenLength} are allowed.";
        }

        return value.AsSpan().ContainsAnyExcept(IceCharacters) ? $"{name} may hold only letters, digits, + and /." : null;
    }
}
