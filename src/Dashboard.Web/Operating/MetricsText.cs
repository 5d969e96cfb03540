using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Dashboard.Web.Operating;

/// <summary>
/// The process's measurements as Prometheus text. Listens to a fixed list of meters with few labels each, so that neither the text nor the memory
/// grows with traffic. A listener hears the whole process: what another application in it measures is left out, what the runtime measures is not.
/// </summary>
public sealed class MetricsText : IDisposable
{
    private static readonly HashSet<string> Meters = new(StringComparer.Ordinal)
    {
        "Dashboard.Callbacks", "System.Runtime", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Components.Server.Circuits",
    };

    // Most distinct label sets kept over all instruments.
    private const int MostSeries = 2000;

    private readonly ConcurrentDictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MetricsText(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            var isOurs = instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, meters);
            if (isOurs && Meters.Contains(instrument.Meter.Name) && instrument is not Histogram<double> and not Histogram<long>)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    public string Write()
    {
        _listener.RecordObservableInstruments();
        var text = new StringBuilder();
        string? last = null;
        foreach (var series in _series.Values.OrderBy(series => series.Name, StringComparer.Ordinal).ThenBy(series => series.Labels, StringComparer.Ordinal))
        {
            if (series.Name != last)
                text.Append(CultureInfo.InvariantCulture, $"# TYPE {series.Name} {(series.Sums ? "counter" : "gauge")}\n");
            last = series.Name;
            text.Append(CultureInfo.InvariantCulture, $"{series.Name}{series.Labels} {series.Value:R}\n");
        }

        return text.ToString();
    }

    public void Dispose() => _listener.Dispose();

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var name = NameOf(instrument.Name);
        var labels = LabelsOf(tags);
        if (!_series.TryGetValue(name + labels, out var series))
        {
            if (_series.Count >= MostSeries)
                return;
            series = _series.GetOrAdd(name + labels, _ => new Series(name, labels, instrument.GetType().Name.Contains("Counter", StringComparison.Ordinal)));
        }

        // Observable instruments tell the whole value, the others what is added to it.
        if (instrument.IsObservable)
            series.Set(value);
        else
            series.Add(value);
    }

    private static string NameOf(string name) => string.Concat(name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_' ? letter : '_'));

    private static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
            return "";
        var text = new StringBuilder("{");
        foreach (var (key, value) in tags)
        {
            var escaped = Convert.ToString(value, CultureInfo.InvariantCulture)!
                .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length == 1 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{NameOf(key)}=\"{escaped}\"");
        }

        return text.Append('}').ToString();
    }

    private sealed class Series(string name, string labels, bool sums)
    {
        private readonly Lock _lock = new();
        private double _value;

        public string Name => name;

        public string Labels => labels;

        public bool Sums => sums;

        public double Value
        {
            get
            {
                lock (_lock)
                    return _value;
            }
        }

        public void Set(double value)
        {
            lock (_lock)
                _value = value;
        }

        public void Add(double value)
        {
            lock (_lock)
                _value += value;
        }
    }
}
