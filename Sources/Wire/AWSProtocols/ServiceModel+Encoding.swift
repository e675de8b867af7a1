import HTTPMessage

/// From a structure to what goes back over the wire.
extension ServiceModel {
    /// The response of an operation that succeeded.
    public func encode(_ output: Structure, for operation: OperationModel, requestID: String) -> HTTPResponse {
        let body: [UInt8] =
            if metadata.wire == .query {
                QueryEncoder(model: self).encode(output, of: operation, requestID: requestID)
            } else if let shape = operation.output {
                JSONBodyEncoder(model: self).encode(output, as: shape)
            } else {
                []
            }
        return HTTPResponse(
            status: operation.status, headers: headers(requestID: requestID), body: .bytes(body))
    }

    /// The response of an operation that failed.
    public func encode(_ error: AWSError, requestID: String) -> HTTPResponse {
        let encoder = ErrorEncoder(model: self, error: error)
        var headers = headers(requestID: requestID)
        if metadata.wire == .restJson { headers.add("x-amzn-errortype", encoder.code) }
        if metadata.isQueryCompatible {
            headers.add("x-amzn-query-error", "\(encoder.code);\(encoder.faultName)")
        }
        let body = metadata.wire.isXML ? encoder.xml(requestID: requestID) : encoder.json()
        return HTTPResponse(status: encoder.status, headers: headers, body: .bytes(body))
    }

    /// The body of a request, for clients. Query requests carry `Action` and `Version`.
    public func encodeInput(_ input: Structure, for operation: OperationModel) -> [UInt8] {
        if metadata.wire == .query { return QueryFormEncoder(model: self).encode(input, of: operation) }
        guard let shape = operation.input else { return Array("{}".utf8) }
        return JSONBodyEncoder(model: self).encode(input, as: shape)
    }

    private func headers(requestID: String) -> HTTPHeaders {
        var headers = HTTPHeaders()
        headers.reserveCapacity(4)
        headers.add("x-amzn-requestid", requestID)
        headers.add("content-type", contentType)
        return headers
    }

    private var contentType: String {
        switch metadata.wire {
        case .json: metadata.jsonVersion == "1.0" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1"
        case .query: "text/xml"
        case .restJson: "application/json"
        case .restXml: "application/xml"
        }
    }
}
