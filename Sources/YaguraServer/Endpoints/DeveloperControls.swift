import Essentials
import HTTPMessage
import Identity
import ServiceKit
import Store

/// What only `--dev` offers.
struct DeveloperControls: Sendable {
    let store: any Store
    let blobs: MemoryBlobStore
    let time: ShiftedTime
    let chores: ChoreRunner
    let metrics: CallMetrics

    /// Forgets everything. The next call sees a server as it was at its start.
    func reset() async throws -> HTTPResponse {
        try await store.reset()
        blobs.reset()
        time.reset()
        metrics.reset()
        return .json(["status": "reset"])
    }

    /// Turns the clock forward by `advanceSeconds` and does the work that has thereby fallen due, or back to the real
    /// time with `reset`.
    func turnClock(_ body: HTTPBody) async throws -> HTTPResponse {
        guard case .bytes(let bytes) = body, let request = try? JSON(parsing: bytes) else {
            throw DeveloperRequestError.notJSON
        }
        if request["reset"]?.bool == true {
            time.reset()
        } else {
            guard let seconds = request["advanceSeconds"]?.integer, (0...Self.longestAdvance).contains(seconds) else {
                throw DeveloperRequestError.noAdvance
            }
            guard time.now() + .seconds(seconds) <= Self.endOfTime else { throw DeveloperRequestError.tooFar }
            time.advance(by: .seconds(seconds))
            await chores.runDue()
        }
        return .json(["time": .string(time.now().iso8601)])
    }

    /// A hundred years, in seconds.
    private static let longestAdvance: Int64 = 100 * 366 * 86400
    /// The beginning of the year 9999: later times have no spelling in AWS's formats.
    private static let endOfTime = Timestamp(seconds: 253_370_764_800)
}

enum DeveloperRequestError: Error {
    case notJSON
    case noAdvance
    case tooFar

    var message: String {
        switch self {
        case .notJSON: "The body must be JSON."
        case .noAdvance: #"The body must be {"advanceSeconds": N} with N from 0 to 3162240000, or {"reset": true}."#
        case .tooFar: "The clock goes no further than the year 9999."
        }
    }
}
