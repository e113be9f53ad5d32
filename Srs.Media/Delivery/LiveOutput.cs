using System.IO.Pipelines;

namespace Srs.Media.Delivery;

/// <summary>Where the bytes of a <see cref="LivePlayer"/> go.</summary>
/// <param name="Pipe">Nobody else writes to it meanwhile.</param>
/// <param name="IsChunked">Whether the bytes have to be HTTP chunks, because nothing behind the pipe makes chunks of them.</param>
public readonly record struct LiveOutput(PipeWriter Pipe, bool IsChunked = false);
