namespace Srs.Web.Shedding;

/// <summary>Tells the load.</summary>
/// <returns>Processor time that the process has used of late, in percent of all that it may use: 0 to 100.</returns>
internal delegate double LoadSource();
