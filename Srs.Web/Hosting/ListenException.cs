using Srs.Web.Configuration;

namespace Srs.Web.Hosting;

/// <summary>Addresses of the settings cannot be listened on.</summary>
internal sealed class ListenException(IReadOnlyList<string> errors) : ConfigurationException(errors);
