/// S3's errors about the form of a request.
///
/// Source: Amazon S3 API reference, "Error responses", "List of error codes".
extension AWSError {
    public static let malformedXML = AWSError(
        code: "MalformedXML",
        "The XML you provided was not well-formed or did not validate against our published schema", status: 400)

    public static let invalidURI = AWSError(code: "InvalidURI", "Couldn't parse the specified URI.", status: 400)

    public static let missingRequestBody = AWSError(
        code: "MissingRequestBodyError", "Request body is empty.", status: 400)

    /// - Parameter name: as on the wire, such as `max-keys` or `x-amz-acl`
    public static func invalidArgument(_ message: String, name: String, value: String?) -> AWSError {
        var fields = Structure()
        fields.add("ArgumentName", name)
        if let value { fields.add("ArgumentValue", value) }
        return AWSError(code: "InvalidArgument", message, fields: fields, status: 400)
    }

    public static func invalidRequest(_ message: String) -> AWSError {
        AWSError(code: "InvalidRequest", message, status: 400)
    }

    /// - Parameter method: what was asked for, such as `PATCH`
    public static func methodNotAllowed(_ method: String) -> AWSError {
        var fields = Structure()
        fields.add("Method", method)
        return AWSError(
            code: "MethodNotAllowed", "The specified method is not allowed against this resource.", fields: fields,
            status: 405)
    }

    public static let missingContentLength = AWSError(
        code: "MissingContentLength", "You must provide the Content-Length HTTP header.", status: 411)

    public static let incompleteBody = AWSError(
        code: "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header", status: 400)

    public static let invalidDigest = AWSError(
        code: "InvalidDigest", "The Content-MD5 you specified is not valid.", status: 400)

    public static let badDigest = AWSError(
        code: "BadDigest", "The Content-MD5 you specified did not match what we received.", status: 400)

    public static let requestTimeout = AWSError(
        code: "RequestTimeout",
        "Your socket connection to the server was not read from or written to within the timeout period. Idle "
            + "connections will be closed.", status: 400)

    public static let malformedTrailer = AWSError(
        code: "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
        status: 400)

    /// The bucket is in another region than the request is signed for. SDKs sign again for the one that they are told.
    /// - Parameter isPresigned: whether the signature stands in the URL
    public static func wrongRegion(_ got: String, expecting region: String, isPresigned: Bool = false) -> AWSError {
        var fields = Structure()
        fields.add("Region", region)
        let text = "the region '\(got)' is wrong; expecting '\(region)'"
        var error =
            isPresigned
            ? AWSError(
                code: "AuthorizationQueryParametersError",
                "Error parsing the X-Amz-Credential parameter; \(text)", fields: fields, status: 400)
            : AWSError(
                code: "AuthorizationHeaderMalformed", "The authorization header is malformed; \(text)", fields: fields,
                status: 400)
        error.headers.add("x-amz-bucket-region", region)
        return error
    }
}
