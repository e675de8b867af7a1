import Essentials

/// The run in numbers.
struct Report {
    let tallies: [Tally]
    let seconds: Int
    let connections: Int

    /// One JSON object; latencies in microseconds.
    var json: String {
        let latencies = tallies.flatMap(\.latencies).sorted()
        var writer = JSONWriter()
        writer.beginObject()
        writer.name("connections")
        writer.write(connections)
        writer.name("requests")
        writer.write(latencies.count)
        writer.name("requestsPerSecond")
        writer.write(latencies.count / max(seconds, 1))
        for (name, share) in [("p50", 0.5), ("p99", 0.99), ("p999", 0.999)] {
            writer.name(name + "Microseconds")
            writer.write(Self.quantile(share, of: latencies) / 1000)
        }
        writer.name("failures")
        writer.write(tallies.reduce(0) { $0 + $1.failures })
        writer.name("brokenConnections")
        writer.write(tallies.reduce(0) { $0 + $1.broken })
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private static func quantile(_ share: Double, of sorted: [Int64]) -> Int64 {
        sorted.isEmpty ? 0 : sorted[min(Int(Double(sorted.count) * share), sorted.count - 1)]
    }
}
