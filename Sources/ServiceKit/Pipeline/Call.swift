import AWSProtocols
import Essentials
import HTTPMessage
import SigV4

/// One call on its way through the pipeline. Each step fills in what it found out.
struct Call: Sendable {
    let head: HTTPRequestHead
    let body: [UInt8]
    let requestID: String
    let receivedAt: Timestamp

    // identify
    var presented: PresentedSignature?
    var model: ServiceModel?
    /// How answers are spelled: the service's protocol, or until that is known, what the request looks like.
    var wire: WireProtocol

    // authenticate
    var credential: Credential?
    var scope: RequestScope?

    // identify, and for the query protocol decode
    var operationModel: OperationModel?
    var operation: Operation?

    // decode
    var input: Structure?

    // authorise
    var checks: [AccessCheck] = []
    var run: (@Sendable () async throws -> Effect)?

    // operate, record
    var effect: Effect?
    var output: Structure?

    init(_ head: HTTPRequestHead, body: [UInt8], requestID: String, receivedAt: Timestamp) {
        self.head = head
        self.body = body
        self.requestID = requestID
        self.receivedAt = receivedAt
        let isQuery =
            head.headers["x-amz-target"] == nil
            && (head.method == "GET" || head.headers["content-type"]?.hasPrefix("application/x-www-form") == true)
        wire = isQuery ? .query : .json
    }

    var serviceName: String { model?.id.rawValue ?? "unknown" }
    var operationName: String { operationModel?.name ?? "unknown" }
}
