using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Dashboard.Gate;

/// <summary>Flattens a JSON tree into <c>path:value</c> lines in one pooled buffer, sorts them and joins them. One instance, one text.</summary>
internal ref struct CanonicalWriter
{
    private readonly bool _phpNumbers;
    private byte[] _bytes;
    private byte[] _path;
    private Line[] _lines;
    private int _length;
    private int _count;

    public CanonicalWriter(bool phpNumbers)
    {
        _phpNumbers = phpNumbers;
        _bytes = ArrayPool<byte>.Shared.Rent(4096);
        _path = ArrayPool<byte>.Shared.Rent(256);
        _lines = ArrayPool<Line>.Shared.Rent(64);
    }

    private readonly record struct Line(int Start, int PathLength, int Length);

    public readonly void Return()
    {
        // The buffers held payers' data: the next renter must not find it.
        _bytes.AsSpan(0, _length).Clear();
        ArrayPool<byte>.Shared.Return(_bytes);
        ArrayPool<byte>.Shared.Return(_path);
        ArrayPool<Line>.Shared.Return(_lines);
    }

    public void Add(JsonElement node, int pathLength = 0)
    {
        switch (node.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in node.EnumerateObject())
                    AddMember(member, pathLength);
                break;
            case JsonValueKind.Array:
                var index = 0;
                Span<byte> digits = stackalloc byte[11];
                foreach (var item in node.EnumerateArray())
                {
                    index++.TryFormat(digits, out var used, default, null);
                    Add(item, AppendPath(pathLength, digits[..used]));
                }

                break;
            default:
                AddLeaf(node, pathLength);
                break;
        }
    }

    private void AddMember(JsonProperty member, int pathLength)
    {
        var raw = JsonMarshal.GetRawUtf8PropertyName(member);
        if (raw.Contains((byte)'\\'))
            raw = Encoding.UTF8.GetBytes(member.Name);
        if (!raw.SequenceEqual("signature"u8) && !raw.SequenceEqual("frame_mode"u8))
            Add(member.Value, AppendPath(pathLength, raw));
    }

    private int AppendPath(int pathLength, scoped ReadOnlySpan<byte> key)
    {
        var needed = pathLength + 1 + (key.Length * 2);
        if (needed > _path.Length)
            Grow(ref _path, needed, pathLength);
        var at = pathLength;
        if (at > 0)
            _path[at++] = (byte)':';
        if (!key.Contains((byte)':'))
        {
            key.CopyTo(_path.AsSpan(at));
            return at + key.Length;
        }

        foreach (var c in key)
        {
            _path[at++] = c;
            if (c == ':')
                _path[at++] = c;
        }

        return at;
    }

    private void AddLeaf(JsonElement leaf, int pathLength)
    {
        ReadOnlySpan<byte> text = default;
        switch (leaf.ValueKind)
        {
            case JsonValueKind.String:
                text = JsonMarshal.GetRawUtf8Value(leaf)[1..^1];
                if (text.Contains((byte)'\\'))
                    text = Encoding.UTF8.GetBytes(leaf.GetString()!);
                break;
            case JsonValueKind.Number:
                text = JsonMarshal.GetRawUtf8Value(leaf);
                if (_phpNumbers && !PhpNumber.IsPlainInteger(text))
                    text = Encoding.ASCII.GetBytes(PhpNumber.Write(text));
                break;
            case JsonValueKind.True:
                text = "1"u8;
                break;
            case JsonValueKind.False:
                text = "0"u8;
                break;
        }

        var length = pathLength + 1 + text.Length;
        if (_length + length > _bytes.Length)
            Grow(ref _bytes, _length + length, _length);
        if (_count == _lines.Length)
            GrowLines();
        var line = _bytes.AsSpan(_length, length);
        _path.AsSpan(0, pathLength).CopyTo(line);
        line[pathLength] = (byte)':';
        text.CopyTo(line[(pathLength + 1)..]);
        _lines[_count++] = new Line(_length, pathLength, length);
        _length += length;
    }

    public readonly byte[] Join(SignatureOrder order)
    {
        if (_count == 0)
            return [];
        var sorted = Sort(order);
        var text = new byte[_length + _count - 1];
        var at = 0;
        foreach (ref readonly var line in sorted.AsSpan(0, _count))
        {
            if (at > 0)
                text[at++] = (byte)';';
            _bytes.AsSpan(line.Start, line.Length).CopyTo(text.AsSpan(at));
            at += line.Length;
        }

        if (sorted != _lines)
            ArrayPool<Line>.Shared.Return(sorted);
        return text;
    }

    /// <remarks>
    /// An own stable merge: equal paths keep their order as in PHP, and natural order is not a total order on every input, which the library's
    /// sort may answer with an exception.
    /// </remarks>
    private readonly Line[] Sort(SignatureOrder order)
    {
        const int run = 16;
        for (var start = 0; start < _count; start += run)
            InsertionSort(_lines.AsSpan(start, Math.Min(run, _count - start)), order);
        if (_count <= run)
            return _lines;

        var from = _lines;
        var spare = ArrayPool<Line>.Shared.Rent(_count);
        var to = spare;
        for (var width = run; width < _count; width *= 2)
        {
            for (var start = 0; start < _count; start += 2 * width)
                Merge(from, to, start, Math.Min(start + width, _count), Math.Min(start + (2 * width), _count), order);
            (from, to) = (to, from);
        }

        if (from == _lines)
            ArrayPool<Line>.Shared.Return(spare);
        return from;
    }

    private readonly void InsertionSort(Span<Line> lines, SignatureOrder order)
    {
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i];
            var j = i - 1;
            for (; j >= 0 && Compare(lines[j], line, order) > 0; j--)
                lines[j + 1] = lines[j];
            lines[j + 1] = line;
        }
    }

    private readonly void Merge(Line[] from, Line[] to, int left, int middle, int end, SignatureOrder order)
    {
        var right = middle;
        for (var at = left; at < end; at++)
        {
            if (left < middle && (right >= end || Compare(from[left], from[right], order) <= 0))
                to[at] = from[left++];
            else
                to[at] = from[right++];
        }
    }

    private readonly int Compare(in Line a, in Line b, SignatureOrder order) => order switch
    {
        SignatureOrder.Key => Path(a).SequenceCompareTo(Path(b)),
        SignatureOrder.Line => _bytes.AsSpan(a.Start, a.Length).SequenceCompareTo(_bytes.AsSpan(b.Start, b.Length)),
        _ => NaturalOrder.Compare(Path(a), Path(b)),
    };

    private readonly ReadOnlySpan<byte> Path(in Line line) => _bytes.AsSpan(line.Start, line.PathLength);

    private static void Grow(ref byte[] buffer, int needed, int used)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, buffer.Length * 2));
        buffer.AsSpan(0, used).CopyTo(larger);
        buffer.AsSpan(0, used).Clear();
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private void GrowLines()
    {
        var larger = ArrayPool<Line>.Shared.Rent(_lines.Length * 2);
        _lines.AsSpan(0, _count).CopyTo(larger);
        ArrayPool<Line>.Shared.Return(_lines);
        _lines = larger;
    }
}
