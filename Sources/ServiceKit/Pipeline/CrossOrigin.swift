import AWSProtocols
import HTTPMessage

extension Pipeline {
    /// Answers whether a web page may make a request. Preflights are unsigned and nothing is done for them, so they are
    /// on no record.
    func answerPreflight(_ call: Call) async throws -> HTTPResponse {
        guard let origin = call.head.headers["origin"] else {
            throw AWSError(
                code: "BadRequest", "Insufficient information. Origin request header needed.", status: 400)
        }
        guard let method = call.head.headers["access-control-request-method"], !method.isEmpty else {
            throw AWSError(code: "BadRequest", "Invalid Access-Control-Request-Method: null", status: 400)
        }
        let headers = (call.head.headers["access-control-request-headers"] ?? "").split(separator: ",").map { name in
            name.filter { $0 != " " && $0 != "\t" }.lowercased()
        }
        guard let bucket = call.address?.decodedBucket else { throw AWSError.methodNotAllowed("OPTIONS") }
        let request = CrossOriginRequest(bucket: bucket, origin: origin, method: method, headers: headers)
        guard let answering = call.model.flatMap({ services.service($0.id) })?.crossOrigin,
            let allowance = try await answering.allowance(for: request, isPreflight: true)
        else {
            throw AWSError(
                code: "AccessForbidden",
                "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, "
                    + "request method / Access-Control-Request-Method or Access-Control-Request-Headers are not "
                    + "whitelisted by the resource's CORS spec.", status: 403)
        }
        var response = HTTPResponse(status: 200, headers: allowance)
        response.headers.add("x-amz-request-id", call.requestID)
        return response
    }

    /// Adds what lets the web page read the answer, where the bucket does.
    func decorate(_ response: inout HTTPResponse, for call: Call) async {
        guard let origin = call.head.headers["origin"], let bucket = call.address?.decodedBucket,
            let answering = call.model.flatMap({ services.service($0.id) })?.crossOrigin
        else { return }
        let request = CrossOriginRequest(bucket: bucket, origin: origin, method: call.head.method)
        guard let allowance = try? await answering.allowance(for: request, isPreflight: false) else { return }
        for field in allowance.fields { response.headers.add(field.name, field.value) }
    }
}
