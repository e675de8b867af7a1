import AWSProtocols
import HTTPMessage

/// The first line names an operation of S3; the rest is the body of its request.
enum XMLRequestProperties {
    private static let model = try? ServiceModel.load(.s3)

    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let (name, body) = input.lineAndRest
        guard let model, let operation = model.operations[name], let decoded = decode(body, operation, model) else {
            return
        }
        let encoded = model.encodeInput(decoded, for: operation)
        try BrokenProperty.unless(
            decode(encoded, operation, model) == decoded,
            "not the same after encoding: \(String(decoding: encoded, as: UTF8.self))")
    }

    private static func decode(
        _ body: [UInt8], _ operation: OperationModel, _ model: ServiceModel
    ) -> Structure? {
        let request = RESTRequest(
            labels: ["Bucket": "bucket", "Key": "key"], query: "uploadId=1&id=1", headers: HTTPHeaders(), body: body)
        return try? model.decode(request, for: operation)
    }
}
