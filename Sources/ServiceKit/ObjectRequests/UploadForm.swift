import AWSProtocols
import Essentials
import HTTPMessage
import SigV4

/// A browser's upload: its fields, and the file that is still on its way.
///
/// Source: Amazon S3 API reference, "POST Object".
struct UploadForm: Sendable {
    /// By name in lower case; of a field that is sent twice, the first.
    let fields: [String: String]
    let fileName: String
    var file: UploadFile

    static func read(_ head: HTTPRequestHead, _ body: HTTPBody) async throws -> UploadForm {
        guard let reader = UploadFormReader(contentType: head.headers["content-type"] ?? "") else {
            throw AWSError(
                code: "MalformedPOSTRequest",
                "The body of your POST request is not well-formed multipart/form-data.", status: 400)
        }
        let source = UploadSource(body, reader)
        let read = try await source.readFields()
        var fields: [String: String] = [:]
        for field in read.fields where fields[field.name.lowercased()] == nil {
            fields[field.name.lowercased()] = field.value
        }
        guard fields["key"] != nil else { throw missing("key") }
        // Browsers tell a path, or its last part.
        let name = read.fileName.flatMap { $0.split { $0 == "/" || $0 == "\\" }.last }.map(String.init) ?? ""
        return UploadForm(fields: fields, fileName: name, file: UploadFile(source: source, limits: 0...Int.max))
    }

    subscript(name: String) -> String? { fields[name] }

    /// With the file's name where the field leaves room for it.
    var key: String { (fields["key"] ?? "").replacing("${filename}", with: fileName) }

    func presentedSignature() throws -> PresentedSignature {
        guard let algorithm = fields["x-amz-algorithm"] else { throw Self.missing("X-Amz-Algorithm") }
        guard algorithm == "AWS4-HMAC-SHA256" else {
            throw AWSError.invalidArgument(
                "X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\"", name: "X-Amz-Algorithm", value: algorithm)
        }
        guard let credential = fields["x-amz-credential"] else { throw Self.missing("X-Amz-Credential") }
        guard let date = fields["x-amz-date"] else { throw Self.missing("X-Amz-Date") }
        guard let signature = fields["x-amz-signature"] else { throw Self.missing("X-Amz-Signature") }
        return try PresentedSignature.parse(
            credential: credential, date: date, signature: signature, sessionToken: fields["x-amz-security-token"])
    }

    private static func missing(_ field: String) -> AWSError {
        .invalidArgument(
            "Bucket POST must contain a field named '\(field)'.  If it is specified, please check the order of the "
                + "fields.", name: field, value: "")
    }

    /// The fields that PutObject takes, as the headers that they stand for.
    var headers: HTTPHeaders {
        var headers = HTTPHeaders()
        for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
            switch name {
            case "acl": headers.add("x-amz-acl", value)
            case "cache-control", "content-type", "content-disposition", "content-encoding", "content-md5", "expires":
                headers.add(name, value)
            case "x-amz-signature", "x-amz-credential", "x-amz-date", "x-amz-algorithm", "x-amz-security-token":
                continue
            default: if name.hasPrefix("x-amz-") { headers.add(name, value) }
            }
        }
        return headers
    }

    /// An upload is a PutObject.
    func operation(
        of model: ServiceModel, at address: ObjectAddress
    ) throws(AWSError) -> (operation: OperationModel, labels: [String: String]) {
        guard let operation = model.operations["PutObject"], let bucket = address.bucket else {
            throw .unknownOperation
        }
        return (operation, ["Bucket": String(bucket), "Key": URIText.encoded(key)])
    }

    /// What the form asks for: a status, a document of where the object is, or another page.
    func answer(_ output: Structure, to call: Call) -> HTTPResponse {
        let bucket = call.address?.decodedBucket ?? ""
        let path = URIText.encoded(key)
        let location = call.scope?.arrival?.location(bucket: bucket, key: path) ?? "/\(bucket)/\(path)"
        let tag = (try? output.string("ETag")) ?? ""
        var headers = HTTPHeaders([("x-amz-request-id", call.requestID), ("etag", tag)])
        if let page = fields["success_action_redirect"] ?? fields["redirect"], page.isWebAddress {
            let query = "bucket=\(URIText.encoded(bucket))&key=\(path)&etag=\(URIText.encoded(tag))"
            headers.add("location", page + (page.contains("?") ? "&" : "?") + query)
            return HTTPResponse(status: 303, headers: headers)
        }
        headers.add("location", location)
        switch fields["success_action_status"] {
        case "200": return HTTPResponse(status: 200, headers: headers)
        case "201":
            headers.add("content-type", "application/xml")
            let body = ServiceModel.postResponse(location: location, bucket: bucket, key: key, tag: tag)
            return HTTPResponse(status: 201, headers: headers, body: .bytes(body))
        default: return HTTPResponse(status: 204, headers: headers)
        }
    }
}

extension String {
    fileprivate var isWebAddress: Bool {
        (hasPrefix("http://") || hasPrefix("https://")) && utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
