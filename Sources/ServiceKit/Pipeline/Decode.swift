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
            // A link that is followed without a signature names no version.
            let standing = call.presented == nil ? model.metadata.apiVersion : nil
            operationModel = try model.operation(
                action: parameters["Action"] ?? "", version: parameters["Version"] ?? standing)
            call.operationModel = operationModel
            try requireImplemented(operationModel, in: &call, of: model)
            call.input = try model.decode(parameters, for: operationModel)
        case .restXml:
            guard let address = call.address else { throw AWSError.unknownOperation }
            let (found, labels) =
                try call.form.map { form throws(AWSError) in try form.operation(of: model, at: address) }
                ?? model.operation(for: call.head, at: address)
            operationModel = found
            call.operationModel = found
            try requireImplemented(found, in: &call, of: model)
            let request = RESTRequest(
                labels: labels, query: call.form == nil ? call.head.query : nil,
                headers: call.form?.headers ?? call.head.headers.withoutChunkedCoding(), body: call.body)
            call.input = try model.decode(request, for: found)
        case .restJson:
            operationModel =
                try model.operation(method: call.head.method, path: call.head.path, query: call.head.query).operation
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

extension ServiceModel {
    /// The operation of a request to S3, and what the labels of its URI stand for.
    func operation(
        for head: HTTPRequestHead, at address: ObjectAddress
    ) throws(AWSError) -> (operation: OperationModel, labels: [String: String]) {
        do throws(AWSError) {
            return try operation(
                method: head.method, path: address.path[...], query: head.query, headers: head.headers)
        } catch {
            throw .methodNotAllowed(head.method)
        }
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
