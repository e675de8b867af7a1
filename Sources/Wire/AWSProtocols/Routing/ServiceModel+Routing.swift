import HTTPMessage

extension ServiceModel {
    /// The operation that an `X-Amz-Target` names, such as `TrentService.Decrypt`.
    public func operation(target: String) throws(AWSError) -> OperationModel {
        guard metadata.wire == .json, let dot = target.utf8.lastIndex(of: UInt8(ascii: ".")),
            target[..<dot] == metadata.targetPrefix ?? "",
            let operation = operations[String(target[target.utf8.index(after: dot)...])]
        else { throw .unknownOperation }
        return operation
    }

    /// The operation that the `Action` and `Version` of a query request name.
    public func operation(action: String, version: String?) throws(AWSError) -> OperationModel {
        guard metadata.wire == .query, version == metadata.apiVersion, let operation = operations[action] else {
            throw .unknownAction(action, version: version)
        }
        return operation
    }

    /// The operation of a REST request, and what the labels of its URI stand for (still percent-encoded).
    public func operation(
        method: String, path: Substring, query: Substring?, headers: HTTPHeaders = HTTPHeaders()
    ) throws(AWSError) -> (operation: OperationModel, labels: [String: String]) {
        guard let match = router?.match(method: method, path: path, query: query, headers: headers),
            let operation = operations[match.operation]
        else { throw .unknownOperation }
        return (operation, match.labels)
    }
}
