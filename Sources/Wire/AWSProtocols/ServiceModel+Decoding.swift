/// From bytes to a structure that satisfies the model.
extension ServiceModel {
    /// Decodes and validates the body of a JSON request. An empty body is `{}`.
    public func decode(_ body: [UInt8], for operation: OperationModel) throws(AWSError) -> Structure {
        guard let input = operation.input else { return Structure() }
        let structure = try decodeJSON(body, as: input)
        try Validator.validate(structure, as: input, in: self)
        return structure
    }

    /// Decodes and validates the parameters of a query request.
    public func decode(_ parameters: QueryParameters, for operation: OperationModel) throws(AWSError) -> Structure {
        guard let input = operation.input else { return Structure() }
        let structure = try QueryDecoder(self, parameters).decode(as: input)
        try Validator.validate(structure, as: input, in: self)
        return structure
    }

    /// Checks an input that came from no wire against the model.
    public func validate(_ input: Structure, for operation: OperationModel) throws(AWSError) {
        guard let shape = operation.input else { return }
        if metadata.wire == .restXml {
            try RESTValidator(model: self).validate(input, as: shape)
        } else {
            try Validator.validate(input, as: shape, in: self)
        }
    }

    func decodeJSON(_ body: [UInt8], as shape: ShapeID) throws(AWSError) -> Structure {
        let decoder = JSONBodyDecoder(model: self)
        let result: Result<Structure, AWSError> = body.withUnsafeBufferPointer { buffer in
            do throws(AWSError) {
                return .success(try decoder.decode(buffer, as: shape))
            } catch { return .failure(error) }
        }
        return try result.get()
    }
}
