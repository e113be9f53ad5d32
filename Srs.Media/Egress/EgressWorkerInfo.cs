namespace Srs.Media.Egress;

/// <summary>An egress worker as the API shows it.</summary>
/// <param name="Viewers">Viewers that it serves.</param>
/// <param name="Load">Share of the last second in which it was at work, 0 to 1.</param>
/// <param name="Merge">For how long it gathers frames for viewers whose virtual host leaves that to the load.</param>
public sealed record EgressWorkerInfo(int Viewers, double Load, TimeSpan Merge);
