using Srs.Web.Api.Dto;

namespace Srs.Web.Api;

/// <summary>Fills in what every answer begins with.</summary>
internal static class EnvelopeExtensions
{
    /// <summary>The answer with the server's ids.</summary>
    public static T Sign<T>(this ServerIdentity server, T answer)
        where T : ApiEnvelope =>
        (T)((ApiEnvelope)answer with { Server = server.ServerId, Service = server.ServiceId, Pid = server.Pid });
}
