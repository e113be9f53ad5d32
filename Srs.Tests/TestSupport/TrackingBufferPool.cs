using System.Diagnostics;
using System.Runtime.CompilerServices;
using Srs.Media.Buffers;

namespace Srs.Tests.TestSupport;

/// <summary>Finds buffers that never came back, came back twice, or were never rented, and code that trusts their content.</summary>
/// <remarks>
/// Thread-safe. Arrays are new, somewhat longer than asked for and full of 0xCD; a returned one is filled with 0xDD, so that a
/// frame that outlived its last reference reads as garbage.
/// </remarks>
/// <param name="recordStacks">True to tell where each lost buffer was rented; slow.</param>
public sealed class TrackingBufferPool(bool recordStacks = false) : BufferPool
{
    private const int Surplus = 7;
    private const byte RentedFill = 0xCD;
    private const byte ReturnedFill = 0xDD;

    private readonly Lock _lock = new();
    private readonly Dictionary<byte[], StackTrace?> _rented = new(ReferenceEqualityComparer.Instance);
    private readonly ConditionalWeakTable<byte[], object> _returned = [];
    private string? _firstFault;

    /// <summary>Buffers rented so far, returned or not.</summary>
    public int RentCount { get; private set; }

    /// <summary>Buffers that are out now.</summary>
    public int OutstandingCount
    {
        get
        {
            lock (_lock)
            {
                return _rented.Count;
            }
        }
    }

    public override byte[] Rent(int minimumLength)
    {
        var buffer = new byte[minimumLength + Surplus];
        buffer.AsSpan().Fill(RentedFill);
        lock (_lock)
        {
            RentCount++;
            _rented.Add(buffer, recordStacks ? new StackTrace(1, fNeedFileInfo: true) : null);
        }

        return buffer;
    }

    /// <summary>Takes a buffer back.</summary>
    /// <exception cref="InvalidOperationException">It was returned before, or is not of this pool.</exception>
    public override void Return(byte[] buffer)
    {
        lock (_lock)
        {
            if (!_rented.Remove(buffer))
            {
                var fault = _returned.TryGetValue(buffer, out _)
                    ? "A buffer was returned twice."
                    : "A buffer was returned to a pool that it was not rented from.";
                _firstFault ??= fault;
                throw new InvalidOperationException(fault);
            }

            _returned.Add(buffer, this);
        }

        buffer.AsSpan().Fill(ReturnedFill);
    }

    /// <summary>Fails the test when a buffer is out, or was ever returned wrongly, even if that exception was swallowed.</summary>
    public void AssertAllReturned()
    {
        lock (_lock)
        {
            Assert.True(_firstFault is null, _firstFault);
            var stacks = string.Join(Environment.NewLine, _rented.Values.OfType<StackTrace>().Take(3));
            Assert.True(_rented.Count == 0, $"{_rented.Count} of {RentCount} buffers were not returned. {stacks}");
        }
    }
}
