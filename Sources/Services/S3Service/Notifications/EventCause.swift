import Essentials
import ServiceKit

/// Who made something happen, and when.
struct EventCause: Sendable {
    let requestID: String
    /// An account, or the service that acted.
    let requester: String
    let principalID: String
    let address: String
    let now: Timestamp
    let random: any RandomSource

    init(_ scope: RequestScope) {
        requestID = scope.requestID
        if case .service(let name) = scope.caller.kind {
            requester = name
            principalID = name
        } else {
            requester = scope.account.description
            principalID = "AWS:\(scope.caller.principalID)"
        }
        address = scope.connection.peerAddress
        now = scope.now
        random = scope.random
    }

    /// S3 itself, carrying out lifecycle rules.
    init(lifecycleAt now: Timestamp, _ random: any RandomSource) {
        requestID = random.uuid()
        requester = S3.principal
        principalID = S3.principal
        address = S3.principal
        self.now = now
        self.random = random
    }
}
