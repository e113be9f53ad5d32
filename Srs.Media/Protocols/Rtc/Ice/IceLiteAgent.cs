using System.Text;
using Srs.Media.Net.Udp;
using Srs.Media.Protocols.Rtc.Stun;

namespace Srs.Media.Protocols.Rtc.Ice;

/// <summary>Our side of one peer's ICE session: answers checks, and knows by which path to send.</summary>
/// <remarks>
/// <para>ICE-lite: it asks nothing itself, the peer is the controlling side (RFC 8445 2.5). A check with the right password is the peer's
/// consent to be sent to (RFC 7675) and shows that it owns the address.</para>
/// <para>What is sent takes the path that the peer nominated last; before any nomination the first one that was checked. A peer whose
/// address changed without its knowledge, such as behind a NAT that forgot it, goes on checking the same pair, which arrives from elsewhere
/// with the same PRIORITY: that path is taken at once. Otherwise, when the selected one has been silent for <see cref="Stale"/>, any that
/// is checked is taken.</para>
/// <para>One thread at a time. An ICE restart is a new agent beside this one until that one is connected.</para>
/// </remarks>
internal sealed class IceLiteAgent
{
    /// <summary>Paths of one peer that are remembered; the one silent for longest makes room.</summary>
    public const int MaxPaths = 16;

    /// <summary>Bytes of the longest answer.</summary>
    public const int MaxResponseBytes = 128;

    /// <summary>Silence after which a path is not trusted any more: consent checks come every 4 to 6 s, RFC 7675 5.1.</summary>
    public static readonly TimeSpan Stale = TimeSpan.FromSeconds(7.5);

    private readonly TimeProvider _clock;
    private readonly IceAgentOptions _options;
    private readonly byte[] _userFragment;
    private readonly byte[] _password;
    private readonly byte[]? _remoteUserFragment;
    private readonly List<Known> _paths = new(2);
    private int _selected = -1;
    private long _lastHeard;
    private bool _wasConnected;

    /// <summary>Begins a session.</summary>
    /// <param name="local">What the peer has been told.</param>
    /// <param name="remoteUserFragment">What the peer has told; null accepts any.</param>
    /// <param name="clock">The clock of consent.</param>
    /// <param name="options">Null for the defaults.</param>
    public IceLiteAgent(IceCredentials local, string? remoteUserFragment, TimeProvider clock, IceAgentOptions? options = null)
    {
        _clock = clock;
        _options = options ?? new IceAgentOptions();
        _userFragment = Encoding.UTF8.GetBytes(local.UserFragment);
        _password = Encoding.UTF8.GetBytes(local.Password);
        _remoteUserFragment = remoteUserFragment is null ? null : Encoding.UTF8.GetBytes(remoteUserFragment);
        _lastHeard = clock.GetTimestamp();
    }

    /// <summary>How far the session is.</summary>
    public IceState State => SilentFor >= _options.ConsentTimeout ? IceState.Expired
        : _selected >= 0 ? IceState.Connected
        : _wasConnected ? IceState.Disconnected : IceState.Checking;

    /// <summary>The path to send by; null without one.</summary>
    public IcePath? Selected => _selected >= 0 ? _paths[_selected].Path : null;

    /// <summary>Whether the peer has chosen it.</summary>
    public bool IsNominated { get; private set; }

    /// <summary>Time since the last check, or since the session began.</summary>
    public TimeSpan SilentFor => _clock.GetElapsedTime(_lastHeard);

    /// <summary>Time until <see cref="IceState.Expired"/> if nothing comes; zero when it is.</summary>
    public TimeSpan TimeLeft => SilentFor < _options.ConsentTimeout ? _options.ConsentTimeout - SilentFor : TimeSpan.Zero;

    /// <summary>Whether the peer has shown that the path is its own; packets that come by others are not for it.</summary>
    public bool Owns(in IcePath path) => Find(path) >= 0;

    /// <summary>Whether a message was written by somebody who knows the password. From any thread.</summary>
    public bool IsAuthentic(in StunMessageReader message) => message.HasIntegrityOf(_password);

    /// <summary>Takes a message whose USERNAME names this session.</summary>
    /// <param name="message">What came.</param>
    /// <param name="path">By which path.</param>
    /// <param name="response">Receives the answer; <see cref="MaxResponseBytes"/> are enough.</param>
    /// <remarks>A refusal is never longer than what it refuses, so that nobody can make us send more than was sent to us.</remarks>
    public IceReply Receive(in StunMessageReader message, in IcePath path, Span<byte> response)
    {
        var refusal = Judge(message);
        if (refusal != IceRefusal.None)
        {
            return new IceReply(Refuse(message, refusal, response), refusal, IsNewPath: false, SelectedChanged: false, Forgotten: null);
        }

        var now = _clock.GetTimestamp();
        _lastHeard = now;
        var index = Find(path);
        var isNew = index < 0;
        IcePath? forgotten = null;
        if (isNew)
        {
            forgotten = MakeRoom();
            index = _paths.Count;
            _paths.Add(default);
        }

        var before = _selected;
        if (IsToBeSelected(message, path, index, isNew))
        {
            _selected = index;
        }

        IsNominated |= message.HasUseCandidate;
        _wasConnected = true;
        _paths[index] = new Known(path, message.Priority, now);
        return new IceReply(Accept(message, path.Endpoint, response), IceRefusal.None, isNew, _selected != before, forgotten);
    }

    /// <summary>Forgets a path, such as a TCP connection that was closed; the one heard last takes over.</summary>
    /// <returns>Whether what is sent takes another path from now on, or none.</returns>
    public bool Remove(in IcePath path)
    {
        var index = Find(path);
        if (index < 0)
        {
            return false;
        }

        var wasSelected = index == _selected;
        RemoveAt(index);
        if (wasSelected)
        {
            _selected = FindExtreme(latest: true);
            IsNominated = false;
        }

        return wasSelected;
    }

    private IceRefusal Judge(in StunMessageReader message)
    {
        if (message.Class != StunClass.Request)
        {
            return IceRefusal.NotARequest;
        }

        if (!message.HasIntegrity || message.Username.IsEmpty)
        {
            return IceRefusal.NoCredentials;
        }

        if (!message.ReceiverFragment.SequenceEqual(_userFragment)
            || (_remoteUserFragment is not null && !message.SenderFragment.SequenceEqual(_remoteUserFragment)))
        {
            return IceRefusal.WrongUsername;
        }

        if (!message.HasIntegrityOf(_password))
        {
            return IceRefusal.WrongIntegrity;
        }

        return message.UnknownAttributes.Length > 0 ? IceRefusal.UnknownAttributes
            : message.Method != StunMessageReader.Binding ? IceRefusal.UnknownMethod
            : _options.ChecksRole && message.Controlled is not null ? IceRefusal.RoleConflict
            : IceRefusal.None;
    }

    private bool IsToBeSelected(in StunMessageReader message, in IcePath path, int index, bool isNew)
    {
        if (_selected < 0 || message.HasUseCandidate)
        {
            return true;
        }

        if (index == _selected)
        {
            return false;
        }

        var selected = _paths[_selected];
        var hasMoved = isNew && IsNominated && !path.IsTcp && !selected.Path.IsTcp && message.Priority is not null
            && message.Priority == selected.Priority && path.Endpoint.HasLocalAddressOf(selected.Path.Endpoint);
        return hasMoved || _clock.GetElapsedTime(selected.LastHeard) >= Stale;
    }

    private int Accept(in StunMessageReader request, in UdpEndpoint from, Span<byte> response)
    {
        var writer = new StunMessageWriter(response, StunClass.Success, request.TransactionId);
        writer.AddXorMappedAddress(from);
        writer.AddIntegrity(_password);
        return writer.Finish();
    }

    private int Refuse(in StunMessageReader request, IceRefusal refusal, Span<byte> response)
    {
        var code = refusal switch
        {
            IceRefusal.NotARequest => default,
            IceRefusal.NoCredentials or IceRefusal.UnknownMethod => StunErrorCode.BadRequest,
            IceRefusal.UnknownAttributes => StunErrorCode.UnknownAttribute,
            IceRefusal.RoleConflict => StunErrorCode.RoleConflict,
            _ => StunErrorCode.Unauthenticated,
        };
        if (code == default)
        {
            return 0;
        }

        var writer = new StunMessageWriter(response, StunClass.Error, request.TransactionId, request.Method);
        writer.AddErrorCode(code);
        if (refusal == IceRefusal.UnknownAttributes)
        {
            writer.AddUnknownAttributes(request.UnknownAttributes);
        }

        // Only who knows the password gets an answer that proves that we know it.
        if (refusal is IceRefusal.UnknownAttributes or IceRefusal.UnknownMethod or IceRefusal.RoleConflict)
        {
            writer.AddIntegrity(_password);
        }

        var length = writer.Finish();
        return length <= request.Length ? length : 0;
    }

    private int Find(in IcePath path)
    {
        for (var i = 0; i < _paths.Count; i++)
        {
            if (_paths[i].Path == path)
            {
                return i;
            }
        }

        return -1;
    }

    private IcePath? MakeRoom()
    {
        if (_paths.Count < MaxPaths)
        {
            return null;
        }

        var index = FindExtreme(latest: false);
        var path = _paths[index].Path;
        RemoveAt(index);
        return path;
    }

    private void RemoveAt(int index)
    {
        _paths.RemoveAt(index);
        _selected -= _selected > index ? 1 : 0;
    }

    /// <summary>The path heard last; or the one silent for longest that is not selected. -1 without one.</summary>
    private int FindExtreme(bool latest)
    {
        var found = -1;
        for (var i = 0; i < _paths.Count; i++)
        {
            if (latest ? found < 0 || _paths[i].LastHeard > _paths[found].LastHeard
                : i != _selected && (found < 0 || _paths[i].LastHeard < _paths[found].LastHeard))
            {
                found = i;
            }
        }

        return found;
    }

    private readonly record struct Known(IcePath Path, uint? Priority, long LastHeard);
}
