import AWSProtocols
import HTTPMessage

extension Pipeline {
    /// Spells the answer in the service's protocol.
    func encode(_ call: Call) throws -> HTTPResponse {
        guard let model = call.model, let operation = call.operationModel, let output = call.output else {
            throw AWSError.internalFailure
        }
        if let form = call.form { return form.answer(output, to: call) }
        return model.encode(output, stream: call.stream, for: operation, requestID: call.requestID)
    }

    /// Spells an error in the service's protocol; before the service is known, in that of one that speaks `wire`.
    func encode(
        _ error: AWSError, model: ServiceModel?, wire: WireProtocol, requestID: String, resource: String? = nil
    ) -> HTTPResponse {
        if let model = model ?? (try? ServiceModel.load(wire == .query ? .sts : .kms)) {
            return model.encode(error, requestID: requestID, resource: resource)
        }
        return HTTPResponse(status: 500)
    }
}
