using System.Net;
using Srs.Media.Streams;
using Srs.Tests.TestSupport;

namespace Srs.Tests.Access;

/// <summary>Attempts at the door, for tests of one rule.</summary>
internal static class AccessAttempts
{
    public static AccessAttempt Make(
        VhostOptions options, AccessAction action = AccessAction.Play, string param = "", string stream = "livestream", string vhost = VhostTable.DefaultName,
        string pageUrl = "", string token = "", ISession? session = null) =>
        new(
            new AccessRequest
            {
                Host = vhost,
                App = "live",
                Stream = stream,
                Action = action,
                Param = param,
                PageUrl = pageUrl,
                Token = token,
                Remote = IPAddress.Loopback,
            },
            new StreamKey(vhost, "live", stream),
            options,
            session ?? new FakeSession());

    /// <summary>Asks a rule.</summary>
    /// <returns>0, or the code of the refusal.</returns>
    public static async Task<int> CodeAsync(IAccessRule rule, AccessAttempt attempt)
    {
        try
        {
            using var part = await rule.AdmitAsync(attempt, TestContext.Current.CancellationToken);
            return 0;
        }
        catch (AccessDeniedException e)
        {
            return e.Code;
        }
    }
}
