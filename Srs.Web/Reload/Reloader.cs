using System.Text.Json.Nodes;
using Srs.Media.Access;
using Srs.Media.Streams;
using Srs.Web.Configuration;
using ISession = Srs.Media.Streams.ISession;

namespace Srs.Web.Reload;

/// <summary>Changes the settings of the running server: as a whole or not at all, and only where they differ. Thread-safe; one change at a time.</summary>
/// <remarks>
/// The settings are what the sources say (files, variables, arguments), with what the API has changed over it. Reading the sources again keeps the latter.
/// Sessions keep the snapshot that they began with; those of a virtual host that goes, or is switched off, end, and so do those of keys that go.
/// </remarks>
internal sealed class Reloader : IDisposable
{
    /// <summary>Changes that can be undone; each holds a snapshot.</summary>
    public const int MaxHistory = 10;

    /// <summary>Keys in one log line.</summary>
    private const int MaxLoggedKeys = 20;

    private readonly SettingsSource _source;
    private readonly RunningOptions _running;
    private readonly ReloadTargets _targets;
    private readonly StreamRegistry _streams;
    private readonly SessionRegistry _sessions;
    private readonly AccessGrants _grants;
    private readonly TimeProvider _clock;
    private readonly ILogger<Reloader> _logger;
    private readonly SemaphoreSlim _gate = new(1);
    private readonly Lock _historyGate = new();
    private readonly List<ReloadRecord> _history = [];
    private LoadedSettings _settings;
    private IReadOnlyList<string> _remarks;
    private volatile ReloadStatus _status = ReloadStatus.None;

    public Reloader(
        SettingsSource source,
        LoadedSettings settings,
        RunningOptions running,
        ReloadTargets targets,
        StreamRegistry streams,
        SessionRegistry sessions,
        AccessGrants grants,
        TimeProvider clock,
        ILogger<Reloader> logger)
    {
        (_source, _settings, _running, _targets, _streams) = (source, settings, running, targets, streams);
        (_sessions, _grants, _clock, _logger) = (sessions, grants, clock, logger);
        _remarks = [.. SettingsSource.Remark(settings.Options)];
        _history.Add(new ReloadRecord(1, clock.GetUtcNow(), "", "start", [], IsPersisted: false, settings));
    }

    /// <summary>How far the last reading of the sources came.</summary>
    public ReloadStatus Status => _status;

    /// <summary>Files that the settings in force were read from.</summary>
    public IReadOnlyList<string> Files => Volatile.Read(ref _settings).Files;

    /// <summary>The last changes, the oldest first.</summary>
    public IReadOnlyList<ReloadRecord> History
    {
        get
        {
            lock (_historyGate)
            {
                return [.. _history];
            }
        }
    }

    /// <summary>Keys whose values count only when the server is started again.</summary>
    public IReadOnlyList<string> NeedsRestart =>
        [.. OptionsDiff.Find(_running.Started, _running.Current).Where(static change => change.Effect == ChangeEffect.Restart).Select(static change => change.Key)];

    /// <summary>Reads the sources again, in the background; what is wrong is told by <see cref="Status"/> and the log.</summary>
    public void Trigger(string author, string trigger)
    {
        _status = new ReloadStatus(0, "Success", ReloadStatus.Parsing, SessionId.New());
        _ = Task.Run(async () =>
        {
            try
            {
                await ReloadAsync(author, trigger);
            }
            catch (ConfigurationException)
            {
                // Told already.
            }
            catch (ObjectDisposedException)
            {
                // The server has stopped meanwhile.
            }
            catch (Exception e)
            {
                _logger.Failed(e);
            }
        });
    }

    /// <summary>Reads the sources again, and makes what has changed count.</summary>
    /// <exception cref="ConfigurationException">Something is wrong; nothing was changed.</exception>
    public async Task<ReloadPlan> ReloadAsync(string author, string trigger)
    {
        await _gate.WaitAsync();
        var id = SessionId.New();
        try
        {
            _status = new ReloadStatus(0, "Success", ReloadStatus.Parsing, id);
            var settings = Read();
            _status = _status with { State = ReloadStatus.Transforming };
            var plan = Apply(settings, author, trigger, persists: false);
            _status = _status with { State = ReloadStatus.Finished };
            if (plan is { Changes.Count: 0, Ended: 0 })
            {
                _logger.Unchanged(trigger);
            }

            return plan;
        }
        catch (ConfigurationException e)
        {
            _status = _status with { Code = ReloadStatus.ConfigInvalid, Message = string.Join(' ', e.Errors) };
            _logger.Refused(trigger, string.Join(' ', e.Errors));
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Tells what settings from a client would do; null for the sources read again.</summary>
    /// <param name="body">The whole section, or a patch of it; null for the sources read again.</param>
    /// <param name="isPatch">Which.</param>
    /// <exception cref="ConfigurationException">Something is wrong.</exception>
    public async Task<ReloadPlan> PlanAsync(JsonObject? body, bool isPatch)
    {
        await _gate.WaitAsync();
        try
        {
            var options = (body is null ? Read() : Change(body, isPatch)).Options;
            return Plan(options, SettingsSource.Remark(options));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Makes settings from a client count.</summary>
    /// <param name="body">The whole section, or a patch of it.</param>
    /// <param name="isPatch">Which.</param>
    /// <param name="author">Who sends it.</param>
    /// <param name="persists">Whether they count after the next start, too.</param>
    /// <exception cref="ConfigurationException">Something is wrong; nothing was changed.</exception>
    public async Task<ReloadPlan> ChangeAsync(JsonObject body, bool isPatch, string author, bool persists)
    {
        await _gate.WaitAsync();
        try
        {
            return Apply(Change(body, isPatch), author, isPatch ? "patch" : "put", persists);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Goes back to an earlier snapshot.</summary>
    /// <param name="version">Its number; null for the one before the last change.</param>
    /// <param name="author">Who wants it.</param>
    /// <param name="persists">Whether it counts after the next start, too.</param>
    /// <returns>Null when the history has none such.</returns>
    /// <exception cref="ConfigurationException">It is not good any more, such as for want of a file; nothing was changed.</exception>
    public async Task<ReloadPlan?> RollbackAsync(int? version, string author, bool persists)
    {
        await _gate.WaitAsync();
        try
        {
            var history = History;
            var target = version is null ? history.SkipLast(1).LastOrDefault() : history.FirstOrDefault(record => record.Version == version);
            if (target is null)
            {
                return null;
            }

            // With the files as they are now.
            var section = OptionsJson.Write(target.Settings.Options, isMasked: false);
            var options = SettingsSource.Bind(section, _settings.IsSrs, checksFiles: true);
            var settings = persists
                ? _settings with { Options = options, Overlay = OptionsJson.Between(_settings.Base, options) }
                : _settings with { Options = options, Base = target.Settings.Base, Overlay = target.Settings.Overlay };
            return Apply(settings, author, $"rollback to {target.Version}", persists);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    /// <summary>Reads the sources, and puts what the API has changed over them.</summary>
    private LoadedSettings Read()
    {
        var settings = _source.ReadAgain();

        // A file that somebody has edited meanwhile says what is wanted; otherwise what is not in it yet stays, too.
        return settings.File.Text != _settings.File.Text || _settings.Overlay.Count == 0
            ? settings
            : settings with
            {
                Overlay = _settings.Overlay,
                Options = SettingsSource.Combine(settings.Base, _settings.Overlay, settings.IsSrs, checksFiles: true),
            };
    }

    private LoadedSettings Change(JsonObject body, bool isPatch)
    {
        var errors = new List<string>();
        var sent = (JsonObject)body.DeepClone();
        OptionsJson.Unmask(sent, _running.Current, SrsOptionsReader.Section, errors);
        if (errors.Count > 0)
        {
            throw new ConfigurationException(errors);
        }

        var section = isPatch ? MergePatch.Apply(OptionsJson.Write(_running.Current, isMasked: false), sent) : sent;
        var options = SettingsSource.Bind(section, _settings.IsSrs, checksFiles: true);
        var overlay = OptionsJson.Between(_settings.Base, options);
        return _settings with { Overlay = overlay, Options = options };
    }

    /// <summary>Writes the overlay, before the change is made: what cannot be kept is not made either.</summary>
    private static LoadedSettings Persist(LoadedSettings settings)
    {
        if (settings.File.Path.Length == 0)
        {
            throw new ConfigurationException(["Srs:HttpApi:PersistFile is empty, so changes are not kept; leave persist out, or name a file and start the server again."]);
        }

        try
        {
            return settings with { File = settings.File.Write(settings.Overlay) };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"Srs:HttpApi:PersistFile is \"{settings.File.Path}\", but cannot be written: {e.Message}"]);
        }
    }

    private ReloadPlan Apply(LoadedSettings settings, string author, string trigger, bool persists)
    {
        var remarks = SettingsSource.Remark(settings.Options).ToList();
        var plan = Plan(settings.Options, remarks);
        using var listeners = _targets.Prepare(settings.Options);
        settings = persists ? Persist(settings) : settings;
        _status = _status with { State = _status.State == ReloadStatus.Transforming ? ReloadStatus.Applying : _status.State };
        var leaving = Leaving(settings.Options);
        _running.Replace(settings.Options);
        Volatile.Write(ref _settings, settings);
        _remarks = remarks;
        _targets.Apply(settings.Options, listeners);
        _grants.Use(_running.Vhosts);
        foreach (var session in leaving)
        {
            session.End(SessionEndReason.AccessRevoked);
        }

        // A key's file may have changed, and no setting.
        if (plan is not { Changes.Count: 0, Ended: 0 })
        {
            Report(plan, author, trigger);
        }

        return plan with { Version = Record(plan, settings, author, trigger, persists), IsPersisted = persists };
    }

    private ReloadPlan Plan(SrsOptions options, IEnumerable<string> remarks)
    {
        var changes = OptionsDiff.Find(_running.Current, options);
        var vhosts = changes.Select(static change => VhostOf(change.Key)).OfType<string>().ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new ReloadPlan(
            changes,
            [.. vhosts.Order(StringComparer.Ordinal)],
            [.. _streams.Streams.Where(stream => vhosts.Contains(stream.Key.Vhost)).Select(static stream => stream.Key.Url).Order(StringComparer.Ordinal)],
            Leaving(options).Union(_grants.FindUnsupported(new VhostTable(options.DefaultVhost, options.Vhosts))).Count())
        {
            Remarks = [.. remarks.Except(_remarks, StringComparer.Ordinal)],
        };
    }

    /// <summary>Sessions whose virtual host goes, or is switched off.</summary>
    private List<ISession> Leaving(SrsOptions options)
    {
        var before = _running.Current;
        var gone = before.Vhosts.Where(vhost => vhost.Value.Enabled && options.Vhosts.GetValueOrDefault(vhost.Key) is not { Enabled: true })
            .Select(static vhost => vhost.Key).ToHashSet(StringComparer.Ordinal);
        if (before.DefaultVhost.Enabled && !options.DefaultVhost.Enabled)
        {
            gone.Add(VhostTable.DefaultName);
        }

        return gone.Count == 0 ? [] : [.. _sessions.Sessions.Where(session => session.Describe() is { } info && gone.Contains(info.Stream.Vhost))];
    }

    private int Record(ReloadPlan plan, LoadedSettings settings, string author, string trigger, bool isPersisted)
    {
        lock (_historyGate)
        {
            if (plan.Changes.Count > 0)
            {
                _history.Add(new ReloadRecord(_history[^1].Version + 1, _clock.GetUtcNow(), author, trigger, plan.Changes, isPersisted, settings));
                if (_history.Count > MaxHistory)
                {
                    _history.RemoveAt(0);
                }
            }

            return _history[^1].Version;
        }
    }

    private void Report(ReloadPlan plan, string author, string trigger)
    {
        _logger.Changed(plan.Changes.Count, Join(plan.Changes.Select(static change => change.Key)), author.Length > 0 ? author : "nobody known", trigger, plan.Ended);
        if (plan.NeedsRestart.Any())
        {
            _logger.NeedsRestart(Join(plan.NeedsRestart));
        }

        foreach (var remark in plan.Remarks)
        {
            _logger.Doubtful(remark);
        }
    }

    private static string Join(IEnumerable<string> keys)
    {
        var list = keys.ToList();
        return string.Join(", ", list.Take(MaxLoggedKeys)) + (list.Count > MaxLoggedKeys ? ", ..." : "");
    }

    private static string? VhostOf(string key)
    {
        const string Default = "Srs:DefaultVhost:";
        const string Others = "Srs:Vhosts:";
        return key.StartsWith(Default, StringComparison.Ordinal) ? VhostTable.DefaultName
            : key.StartsWith(Others, StringComparison.Ordinal) ? key[Others.Length..].Split(':')[0]
            : null;
    }
}
