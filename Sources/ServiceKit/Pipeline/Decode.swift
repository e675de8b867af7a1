import AWSProtocols
import HTTPMessage

extension Pipeline {
    /// Turns the body into the operation's input, checked against every constraint of the model.
    func decode(_ call: inout Call) throws {
        guard let model = call.model else { throw AWSError.internalFailure }
        let operationModel: OperationModel
        switch model.metadata.wire {
        case .json:
            guard let identified = call.operationModel else { throw AWSError.unknownOperation }
            operationModel = identified
            try requireImplemented(operationModel, in: &call, of: model)
            call.input = try model.decode(call.body, for: operationModel)
        case .query:
            let parameters = try QueryParameters(call.head, body: call.body)
            operationModel = try model.operation(
                action: parameters["Action"] ?? "", version: parameters["Version"])
            call.operationModel = operationModel
            try requireImplemented(operationModel, in: &call, of: model)
            call.input = try model.decode(parameters, for: operationModel)
        case .restJson, .restXml:
            let path = call.head.path
            operationModel = try model.operation(method: call.head.method, path: path, query: call.head.query).operation
            call.operationModel = operationModel
            try requireImplemented(operationModel, in: &call, of: model)
        }
    }

    private func requireImplemented(
        _ operation: OperationModel, in call: inout Call, of model: ServiceModel
    ) throws(AWSError) {
        guard let implemented = services.operation(operation.name, of: model.id) else {
            throw .notImplemented(operation.name)
        }
        call.operation = implemented
    }
}

extension QueryParameters {
    /// The parameters of a request: of its query string and, for a POST, of its form.
    init(_ head: HTTPRequestHead, body: [UInt8]) throws(AWSError) {
        self.init()
        if let query = head.query { try read(query.utf8) }
        if head.method == "POST" { try read(body) }
    }
}
