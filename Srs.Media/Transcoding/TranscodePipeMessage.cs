using System.Buffers;

namespace Srs.Media.Transcoding;

/// <summary>A message between the server and a worker.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Job">Number of the transcode; 0 where it is about the worker.</param>
/// <param name="Time">When a frame is heard; zero elsewhere.</param>
/// <param name="Body">Borrows the reader's buffer.</param>
internal readonly record struct TranscodePipeMessage(TranscodePipeKind Kind, uint Job, TimeSpan Time, ReadOnlySequence<byte> Body);
