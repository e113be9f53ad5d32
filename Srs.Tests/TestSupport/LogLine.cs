using Microsoft.Extensions.Logging;

namespace Srs.Tests.TestSupport;

/// <summary>A log line as it was written.</summary>
public sealed record LogLine(LogLevel Level, string Category, int EventId, string Text, Exception? Exception);
