using System.Buffers.Text;
using System.Text;

namespace Dashboard.Core.Data.Seeding;

/// <summary>A value of a row: the number itself, or where in the batch's bytes a text begins.</summary>
/// <param name="Length">Bytes of the text; -1 for NULL.</param>
internal readonly record struct SeedCell(long Number, int Length)
{
    public static readonly SeedCell Null = new(0, -1);

    public bool IsNull => Length < 0;

    public static implicit operator SeedCell(long number) => new(number, 0);
}

/// <summary>Rows of one table, their cells in the order of its columns.</summary>
internal sealed class SeedRows(SeedTable table)
{
    private SeedCell[] _cells = new SeedCell[table.Columns.Length * 64];
    private int _used;

    public SeedTable Table { get; } = table;

    public int Count => _used / Table.Columns.Length;

    public ReadOnlySpan<SeedCell> this[int row] => _cells.AsSpan(row * Table.Columns.Length, Table.Columns.Length);

    public void Add(params ReadOnlySpan<SeedCell> cells)
    {
        if (cells.Length != Table.Columns.Length)
            throw new ArgumentException($"A row of {Table.Name} has {Table.Columns.Length} cells.", nameof(cells));
        if (_used + cells.Length > _cells.Length)
            Array.Resize(ref _cells, 2 * _cells.Length);
        cells.CopyTo(_cells.AsSpan(_used));
        _used += cells.Length;
    }

    public void Clear() => _used = 0;
}

/// <summary>
/// Rows as they go to the database, with their texts in one array that does not move, so that SQLite reads them where they lie. Used again and
/// again: nothing is left for the garbage collector, whatever the number of rows.
/// </summary>
internal sealed class SeedBatch
{
    private readonly Dictionary<string, SeedCell> _words = new(StringComparer.Ordinal);
    private byte[] _bytes = GC.AllocateUninitializedArray<byte>(1 << 16, pinned: true);
    private int _begun;
    private int _used;

    public SeedBatch() => Tables = [.. SeedColumns.All.Select(table => new SeedRows(table))];

    /// <summary>In the order of <see cref="SeedColumns.All"/>.</summary>
    public SeedRows[] Tables { get; }

    public SeedRows Facets => Tables[0];

    public SeedRows Payments => Tables[1];

    public SeedRows Operations => Tables[2];

    public SeedRows Events => Tables[3];

    public SeedRows Bodies => Tables[4];

    /// <summary>Pinned for as long as the batch lives or until the next text is added.</summary>
    public byte[] Bytes => _bytes;

    public void Clear()
    {
        foreach (var rows in Tables)
            rows.Clear();
        _words.Clear();
        _used = 0;
    }

    public ReadOnlySpan<byte> Read(SeedCell cell) => _bytes.AsSpan((int)cell.Number, cell.Length);

    /// <summary>A text that many rows share; its bytes are there once.</summary>
    public SeedCell Word(string? text)
    {
        if (text is null)
            return SeedCell.Null;
        if (_words.TryGetValue(text, out var known))
            return known;
        var word = Begin().Add(Encoding.UTF8.GetBytes(text)).End();
        _words.Add(text, word);
        return word;
    }

    /// <summary>Starts a text; <see cref="End"/> gives its cell.</summary>
    public SeedBatch Begin()
    {
        _begun = _used;
        return this;
    }

    public SeedBatch Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _used += bytes.Length;
        return this;
    }

    /// <summary>Decimal, with zeros in front up to <paramref name="width"/> digits.</summary>
    public SeedBatch Digits(long value, byte width = 1)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written, new('D', width));
        _used += written;
        return this;
    }

    /// <summary>Hexadecimal, with zeros in front up to <paramref name="width"/> digits.</summary>
    public SeedBatch Hex(ulong value, byte width)
    {
        Utf8Formatter.TryFormat(value, Room(20), out var written, new('x', width));
        _used += written;
        return this;
    }

    /// <summary>Bytes for the caller to fill.</summary>
    public Span<byte> Take(int length)
    {
        var taken = Room(length);
        _used += length;
        return taken;
    }

    public SeedCell End() => new(_begun, _used - _begun);

    private Span<byte> Room(int length)
    {
        if (_bytes.Length - _used < length)
        {
            var larger = GC.AllocateUninitializedArray<byte>(Math.Max(2 * _bytes.Length, _used + length), pinned: true);
            _bytes.AsSpan(0, _used).CopyTo(larger);
            _bytes = larger;
        }

        return _bytes.AsSpan(_used, length);
    }
}
