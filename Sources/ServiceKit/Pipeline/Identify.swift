import AWSProtocols
import HTTPMessage
import SigV4

extension Pipeline {
    /// Which service, and where the head tells it, which operation. Reads the head alone.
    func identify(_ call: inout Call) throws {
        if let address = ObjectAddress(call.head, hosts: bucketHosts) { return try identify(address, &call) }
        let target = call.head.headers["x-amz-target"]
        if let service = target.flatMap({ ServiceID(target: $0) }) { try call.adopt(.load(service)) }
        let parsed = Result { () throws(AuthenticationError) in try PresentedSignature.parse(call.head) }
        if case .failure(.missingAuthenticationToken) = parsed, try identifyUnsigned(&call) { return }
        let presented = try parsed.get()
        call.presented = presented
        if call.model == nil, let service = ServiceID(signingName: presented.scope.service) {
            try call.adopt(.load(service))
        }
        guard let model = call.model else { throw AWSError.unknownOperation }
        if model.metadata.wire == .json {
            guard call.head.method == "POST", let target else { throw AWSError.unknownOperation }
            call.operationModel = try model.operation(target: target)
        }
    }

    /// The same of a request to S3, signed or not.
    private func identify(_ address: ObjectAddress, _ call: inout Call) throws {
        try call.adopt(.load(.s3))
        call.address = address
        do throws(AuthenticationError) {
            call.presented = try PresentedSignature.parse(call.head)
        } catch .missingAuthenticationToken {
            // Signed as long ago, or nobody's call; what that may be is for the bucket's policy to say.
            call.earlier = try EarlierSignature(call.head)
        }
    }

    /// Whether the call is to an operation whose input proves who calls. To find out, the parameters of a small form
    /// are read, and nothing else of them than the operation's name.
    private func identifyUnsigned(_ call: inout Call) throws -> Bool {
        guard call.wire == .query, call.body.count <= Self.unsignedBodyLimit,
            let name = try? QueryParameters(call.head, body: call.body)["Action"],
            let operation = services.unsignedOperation(name)
        else { return false }
        try call.adopt(.load(operation.service))
        call.operation = operation
        return true
    }

    /// Room for a web identity token and session policies at their longest, percent-encoded.
    private static let unsignedBodyLimit = 128 * 1024
}

extension Call {
    fileprivate mutating func adopt(_ model: ServiceModel) {
        self.model = model
        wire = model.metadata.wire
    }

    /// Whether a web page asks if it may call.
    var isPreflight: Bool { address != nil && head.method == "OPTIONS" }
}
