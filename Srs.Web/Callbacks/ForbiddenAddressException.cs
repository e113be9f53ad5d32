namespace Srs.Web.Callbacks;

/// <summary>A name leads nowhere but to addresses that callbacks may not go to.</summary>
internal sealed class ForbiddenAddressException(string message) : IOException(message);
