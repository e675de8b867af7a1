import AWSProtocols
import HTTPMessage
import SigV4

extension Pipeline {
    /// Which service, and where the head tells it, which operation. Reads the head alone.
    func identify(_ call: inout Call) throws {
        let target = call.head.headers["x-amz-target"]
        if let service = target.flatMap({ ServiceID(target: $0) }) { try call.adopt(.load(service)) }
        let presented = try PresentedSignature.parse(call.head)
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
}

extension Call {
    fileprivate mutating func adopt(_ model: ServiceModel) {
        self.model = model
        wire = model.metadata.wire
    }
}
