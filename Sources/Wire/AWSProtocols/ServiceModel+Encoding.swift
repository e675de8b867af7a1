import Essentials
import HTTPMessage

/// From a structure to what goes back over the wire.
extension ServiceModel {
    /// The response of an operation that succeeded.
    /// - Parameter stream: the payload of an operation that answers one; nil for all others.
    public func encode(
        _ output: Structure, stream: HTTPBody? = nil, for operation: OperationModel, requestID: String
    ) -> HTTPResponse {
        if metadata.wire == .restJson || metadata.wire == .restXml {
            return RESTEncoder(model: self).encode(
                output, stream: stream, of: operation, headers: headers(requestID: requestID))
        }
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
    /// - Parameter resource: what S3 names as such: the path of the request
    public func encode(_ error: AWSError, requestID: String, resource: String? = nil) -> HTTPResponse {
        let encoder = ErrorEncoder(model: self, error: error)
        var headers = headers(requestID: requestID)
        for field in error.headers.fields { headers.add(field.name, field.value) }
        if metadata.wire == .restXml {
            // Whoever has the object already is told no more than that.
            guard encoder.status != 304 else { return HTTPResponse(status: 304, headers: headers) }
            headers.add("content-type", "application/xml")
            let body = encoder.s3XML(requestID: requestID, hostID: Self.hostID(requestID), resource: resource)
            return HTTPResponse(status: encoder.status, headers: headers, body: .bytes(body))
        }
        if metadata.wire == .restJson {
            headers.add("content-type", contentType)
            headers.add("x-amzn-errortype", encoder.code)
        }
        if metadata.isQueryCompatible {
            headers.add("x-amzn-query-error", "\(encoder.code);\(encoder.faultName)")
        }
        let body = metadata.wire.isXML ? encoder.xml(requestID: requestID) : encoder.json()
        return HTTPResponse(status: encoder.status, headers: headers, body: .bytes(body))
    }

    /// The body of a request, for clients. Query requests carry `Action` and `Version`.
    public func encodeInput(_ input: Structure, for operation: OperationModel) -> [UInt8] {
        if metadata.wire == .query { return QueryFormEncoder(model: self).encode(input, of: operation) }
        if metadata.wire == .restXml { return RESTEncoder(model: self).encodeInput(input, of: operation) }
        guard let shape = operation.input else { return Array("{}".utf8) }
        return JSONBodyEncoder(model: self).encode(input, as: shape)
    }

    private func headers(requestID: String) -> HTTPHeaders {
        var headers = HTTPHeaders()
        if metadata.wire == .restXml {
            headers.reserveCapacity(12)
            headers.add("x-amz-id-2", Self.hostID(requestID))
            headers.add("x-amz-request-id", requestID)
            return headers
        }
        headers.reserveCapacity(4)
        headers.add("x-amzn-requestid", requestID)
        if metadata.wire != .restJson { headers.add("content-type", contentType) }
        return headers
    }

    /// What S3 calls the extended request id. Here it tells no more than the request id does.
    private static func hostID(_ requestID: String) -> String { Base64.encode(Array(requestID.utf8)) }

    private var contentType: String {
        switch metadata.wire {
        case .json: metadata.jsonVersion == "1.0" ? "application/x-amz-json-1.0" : "application/x-amz-json-1.1"
        case .query: "text/xml"
        case .restJson: "application/json"
        case .restXml: "application/xml"
        }
    }
}
