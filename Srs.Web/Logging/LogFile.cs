using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Srs.Web.Logging;

/// <summary>The log file. One task writes; loggers never wait for it, and lines that it cannot take are counted. Thread-safe.</summary>
/// <remarks>
/// A disk that is full or hangs costs lines, not media: the file is tried again once a second, and the first line after that tells how
/// many were lost. The file is opened with the first line.
/// </remarks>
internal sealed class LogFile : ILoggerProvider
{
    /// <summary>Most lines that wait; each has at most <see cref="SrsLogFormatter.MaxLineBytes"/> bytes, few have more than 200.</summary>
    private const int MaxLines = 8192;

    /// <summary>Bytes that are written at a time.</summary>
    private const int BatchBytes = 64 * 1024;

    /// <summary>How long the end of the server waits for what is still to be written.</summary>
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    [ThreadStatic]
    private static StringWriter? _text;

    private readonly string _path;
    private readonly ConsoleFormatter _formatter;
    private readonly TimeProvider _clock;
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MaxLines) { SingleReader = true });
    private readonly MemoryStream _batch = new();
    private readonly Task _writing;
    private FileStream? _file;
    private long _retryAt;
    private int _isReopening;
    private long _lost;
    private long _toldLost;
    private bool _hasComplained;

    /// <summary>Begins to write.</summary>
    /// <param name="path">The file; its folder is made when it is missing.</param>
    /// <param name="formatter">What makes the lines; at most <see cref="SrsLogFormatter.MaxLineBytes"/> bytes each, or what the caller holds for bearable.</param>
    /// <param name="clock">The time.</param>
    public LogFile(string path, ConsoleFormatter formatter, TimeProvider clock)
    {
        _path = Path.GetFullPath(path);
        _formatter = formatter;
        _clock = clock;
        _writing = Task.Run(RunAsync);
    }

    /// <summary>Lines that were lost so far because they came too fast or could not be written.</summary>
    public long LostLines => Volatile.Read(ref _lost);

    /// <summary>Opens the file anew before the next line, because somebody has renamed it; returns at once.</summary>
    public void Reopen()
    {
        Volatile.Write(ref _isReopening, 1);

        // Wakes the writer. When there is no room it is awake.
        _lines.Writer.TryWrite("");
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <summary>Writes what it can in a moment, and closes the file.</summary>
    public void Dispose()
    {
        if (_lines.Writer.TryComplete())
        {
            _writing.Wait(DrainTime);
        }
    }

    private void Add<TState>(in LogEntry<TState> entry)
    {
        if (!_lines.Writer.TryWrite(Format(entry)))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    private string Format<TState>(in LogEntry<TState> entry)
    {
        var text = _text ??= new StringWriter();
        _formatter.Write(entry, scopeProvider: null, text);
        var line = text.ToString();
        text.GetStringBuilder().Clear();
        return line;
    }

    private async Task RunAsync()
    {
        while (await _lines.Reader.WaitToReadAsync())
        {
            _batch.SetLength(0);
            var count = 0;
            while (_batch.Length < BatchBytes && _lines.Reader.TryRead(out var line))
            {
                _batch.Write(Encoding.UTF8.GetBytes(line));
                count += line.Length > 0 ? 1 : 0;
            }

            Write(count);
        }

        Close();
    }

    private void Write(int lines)
    {
        try
        {
            if (Interlocked.Exchange(ref _isReopening, 0) == 1)
            {
                Close();
            }

            if (_file is null && _clock.GetTimestamp() < _retryAt)
            {
                Interlocked.Add(ref _lost, lines);
                return;
            }

            _file ??= Open();
            if (LostLines is var lost && lost > _toldLost)
            {
                _file.Write(Encoding.UTF8.GetBytes(Format(new LogEntry<long>(
                    LogLevel.Warning, nameof(LogFile), default, lost - _toldLost, exception: null, static (count, _) => $"The log has lost {count} lines here."))));
                _toldLost = lost;
            }

            _file.Write(_batch.GetBuffer().AsSpan(0, (int)_batch.Length));
            _hasComplained = false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Interlocked.Add(ref _lost, lines);
            Close();
            _retryAt = _clock.GetTimestamp() + (long)(RetryInterval.TotalSeconds * _clock.TimestampFrequency);
            if (!_hasComplained)
            {
                _hasComplained = true;
                Console.Error.WriteLine($"The log file {_path} cannot be written: {e.Message} Lines are lost until it can; Srs:SrsLogFile (srs_log_file) names another one, Srs:SrsLogTank=console writes to the console.");
            }
        }
    }

    private FileStream Open()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);

        // No buffer: a line is there when it is written. Others may read it, and rename it away.
        return new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
    }

    private void Close()
    {
        try
        {
            _file?.Dispose();
        }
        catch (IOException)
        {
            // What could not be written before is lost and counted already.
        }

        _file = null;
    }

    private sealed class Logger(LogFile file, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                file.Add(new LogEntry<TState>(logLevel, category, eventId, state, exception, formatter));
            }
        }
    }
}
