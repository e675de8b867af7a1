/// Tells a service's own metrics, beside those of its calls. Asked at each scrape of `/_yagura/metrics`.
///
/// The number of series is the source's to bound.
public protocol MetricSource: Sendable {
    func families() async throws -> [MetricFamily]
}

/// One metric with its series, as Prometheus knows it.
public struct MetricFamily: Sendable, Hashable {
    public enum Kind: String, Sendable {
        case counter
        case gauge
    }

    /// Letters, digits and underscores; begins with `yagura_`.
    public let name: String
    public let type: Kind
    public let help: String
    public var samples: [MetricSample]

    public init(name: String, type: Kind, help: String, samples: [MetricSample]) {
        self.name = name
        self.type = type
        self.help = help
        self.samples = samples
    }

    /// Prometheus text exposition format, version 0.0.4; nothing where there are no series.
    public var prometheusText: String {
        guard !samples.isEmpty else { return "" }
        let lines = samples.map { "\(name)\($0.labelText) \($0.value)" }.sorted()
        return (["# HELP \(name) \(help)", "# TYPE \(name) \(type.rawValue)"] + lines).joined(separator: "\n") + "\n"
    }
}

/// The value of one series.
public struct MetricSample: Sendable, Hashable {
    public let labels: [MetricLabel]
    public let value: Double

    public init(_ labels: [MetricLabel], _ value: Double) {
        self.labels = labels
        self.value = value
    }

    fileprivate var labelText: String {
        labels.isEmpty ? "" : "{" + labels.map { "\($0.name)=\"\($0.escapedValue)\"" }.joined(separator: ",") + "}"
    }
}

/// A label with any value. Of its name, what a name cannot hold becomes an underscore.
public struct MetricLabel: Sendable, Hashable {
    public let name: String
    public let value: String

    public init(_ name: String, _ value: String) {
        let isAllowed = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        }
        let bytes = name.utf8.map { isAllowed($0) ? $0 : UInt8(ascii: "_") }
        let startsWithDigit = bytes.first.map { (0x30...0x39).contains($0) } ?? true
        self.name = (startsWithDigit ? "_" : "") + String(decoding: bytes, as: UTF8.self)
        self.value = value
    }

    fileprivate var escapedValue: String {
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
