import AWSProtocols
import Essentials
import LogPatterns
import LogsModel

/// A metric filter, made ready for events.
struct CompiledMetricFilter: Sendable {
    let record: MetricFilterRecord
    private let pattern: FilterPattern
    private let value: Value
    private let dimensions: [(name: String, reference: ValueReference)]

    private enum Value: Sendable {
        case constant(Double)
        case reference(ValueReference)
    }

    /// The longest value of a dimension. Source: CloudWatch API reference, `Dimension`.
    private static let longestDimension = 1024

    /// Throws InvalidParameterException.
    init(_ record: MetricFilterRecord) throws(AWSError) {
        self.record = record
        pattern = try FilterPattern(parameter: record.pattern)
        let transformation = record.transformation
        guard let value = Self.value(transformation.metricValue) else {
            throw .invalidParameter(
                "Invalid metric transformation: the metric value '\(transformation.metricValue)' is neither a number nor "
                    + "a field of the log event.")
        }
        self.value = value
        var dimensions: [(name: String, reference: ValueReference)] = []
        for (name, text) in transformation.dimensions.sorted(by: { $0.key < $1.key }) {
            guard let reference = ValueReference(text) else {
                throw .invalidParameter(
                    "Invalid metric transformation: the dimension value '\(text)' is not a field of the log event.")
            }
            dimensions.append((name, reference))
        }
        self.dimensions = dimensions
    }

    var regexCount: Int { pattern.regexCount }

    private static func value(_ text: String) -> Value? {
        if let number = Double(text), number.isFinite { return .constant(number) }
        return ValueReference(text).map { .reference($0) }
    }

    /// What these events count, by the values of the dimensions; nil where none matches.
    func observe(_ events: ArraySlice<InputLogEvent>) -> [[String: String]: MetricObservation]? {
        var matcher = FilterMatcher(pattern)
        var observations: [[String: String]: MetricObservation] = [:]
        var hasMatch = false
        for event in events {
            guard let match = matcher.match(Array(event.message.utf8)) else { continue }
            hasMatch = true
            // An event without the value, or a dimension's, is no sample.
            guard let value = number(in: match), let dimensions = dimensionValues(in: match) else { continue }
            observations[dimensions, default: MetricObservation()].samples += 1
            observations[dimensions, default: MetricObservation()].sum += value
        }
        return hasMatch ? observations : nil
    }

    private func number(in match: FilterMatch) -> Double? {
        switch value {
        case .constant(let number): return number
        case .reference(let reference):
            guard let text = match.value(of: reference), let number = Double(text), number.isFinite else { return nil }
            return number
        }
    }

    private func dimensionValues(in match: FilterMatch) -> [String: String]? {
        var values = record.systemDimensions
        for (name, reference) in dimensions {
            guard let value = match.value(of: reference), !value.isEmpty, !value.utf8.contains(0),
                value.utf8.count <= Self.longestDimension
            else { return nil }
            values[name] = value
        }
        return values
    }
}

extension MetricFilterRecord {
    /// Of events of the group's own account and region.
    var systemDimensions: [String: String] {
        var values: [String: String] = [:]
        for field in systemFields { values[field] = field == "@aws.account" ? account.description : region.description }
        return values
    }
}
