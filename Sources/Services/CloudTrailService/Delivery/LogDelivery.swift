import AWSProtocols
import LogsModel
import ServiceKit

/// Puts events to one log stream, which is made where it is missing.
struct LogDelivery: Sendable {
    let calls: any ServiceCalling
    let place: LogGroupPlace
    let role: String
    let stream: String
    /// The trail's ARN.
    let source: String

    func put(_ events: [InputLogEvent]) async throws {
        do {
            try await place.put(events, to: stream, by: calls, in: role, source: source)
        } catch let error as AWSError where error.code(in: .json) == "ResourceNotFoundException" {
            try await place.makeStream(stream, by: calls, in: role, source: source)
            try await place.put(events, to: stream, by: calls, in: role, source: source)
        }
    }
}
