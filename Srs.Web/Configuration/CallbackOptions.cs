namespace Srs.Web.Configuration;

/// <summary>What holds for callbacks of all virtual hosts, and for the heartbeat; section <c>Srs:Callbacks</c>.</summary>
internal sealed record CallbackOptions
{
    /// <summary>
    /// Addresses and networks, such as <c>169.254.10.0/24</c>, several separated by spaces or as a list, that are called although they are link-local, cloud
    /// metadata, multicast or unspecified ones. All others are allowed anyway, loopback and private ranges included. Default empty.
    /// </summary>
    public string AllowAddresses { get; init; } = "";
}
