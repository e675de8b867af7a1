import AWSProtocols
import Synchronization

/// Questions about each item of a call that acts on many, such as the keys of S3's DeleteObjects. An item that may not
/// be acted on is left as it is, and the others are not.
public final class ItemChecks: Sendable {
    /// Of each item, in the order of the call.
    let checks: [[AccessCheck]]
    private let refusals = Mutex<[Int: AWSError]?>(nil)

    public init(_ checks: [[AccessCheck]]) { self.checks = checks }

    /// What the caller is to be told of an item instead; nil where it may be acted on. Until it is decided, none may.
    public func refusal(of item: Int) -> AWSError? {
        refusals.withLock { $0.map { $0[item] } ?? .accessDenied("Access Denied") }
    }

    func decide(_ authorize: ([AccessCheck]) async throws -> Void) async throws {
        var refused: [Int: AWSError] = [:]
        for (index, checks) in checks.enumerated() {
            do { try await authorize(checks) } catch let error as AWSError { refused[index] = error }
        }
        refusals.withLock { [refused] in $0 = refused }
    }
}
