import HTTPMessage

extension ServiceModel {
    /// Decodes and validates a REST request.
    public func decode(_ request: RESTRequest, for operation: OperationModel) throws(AWSError) -> Structure {
        let structure = try RESTDecoder(self, request).decode(operation)
        try validate(structure, for: operation)
        return structure
    }

    /// Whether the body of a request goes to the operation as a stream.
    public func takesStream(_ operation: OperationModel) -> Bool {
        guard let shape = operation.input.map(shape), let payload = shape.payload,
            let index = shape.memberIndex(named: payload)
        else { return false }
        return shape.members[index].flags.contains(.streaming)
    }
}
