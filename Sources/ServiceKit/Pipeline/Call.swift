import AWSProtocols
import Essentials
import HTTPMessage
import SigV4

/// One call on its way through the pipeline. Each step fills in what it found out.
struct Call: Sendable {
    let head: HTTPRequestHead
    /// Empty where the body is a stream.
    var body: [UInt8]
    /// The body as it came: whole, or still on its way.
    let received: HTTPBody
    let requestID: String
    let receivedAt: Timestamp

    // identify
    var presented: PresentedSignature?
    /// The signature of a URL for S3 that was signed by the older method.
    var earlier: EarlierSignature?
    var model: ServiceModel?
    /// How answers are spelled: the service's protocol, or until that is known, what the request looks like.
    var wire: WireProtocol

    /// What of S3's the request is about; nil where it is for another service.
    var address: ObjectAddress?

    /// A browser's upload; nil for all other requests.
    var form: UploadForm?

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
    var stream: HTTPBody?

    init(_ head: HTTPRequestHead, body: HTTPBody, requestID: String, receivedAt: Timestamp) {
        self.head = head
        received = body
        if case .bytes(let bytes) = body { self.body = bytes } else { self.body = [] }
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
