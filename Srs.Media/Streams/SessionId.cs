using System.Security.Cryptography;

namespace Srs.Media.Streams;

/// <summary>Makes the ids that SRS's users know.</summary>
public static class SessionId
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

    /// <summary>A client's id: eight characters of 0-9 and a-z.</summary>
    public static string New() => RandomNumberGenerator.GetString(Alphabet, 8);

    /// <summary>Id of a server, virtual host or stream: <c>vid-</c> and seven characters.</summary>
    public static string NewVid() => "vid-" + RandomNumberGenerator.GetString(Alphabet, 7);
}
