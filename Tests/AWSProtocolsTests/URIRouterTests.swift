import HTTPMessage
import Testing

@testable import AWSProtocols

@Suite struct URIRouterTests {
    struct Case: Sendable {
        let service: ServiceID
        let method: String
        let path: String
        var query: String?
        let operation: String
        var labels: [String: String] = [:]
    }

    static let cases = [
        Case(service: .s3, method: "GET", path: "/", operation: "ListBuckets"),
        Case(service: .s3, method: "PUT", path: "/bucket", operation: "CreateBucket", labels: ["Bucket": "bucket"]),
        Case(
            service: .s3, method: "GET", path: "/bucket/", query: "list-type=2&prefix=a", operation: "ListObjectsV2",
            labels: ["Bucket": "bucket"]),
        Case(
            service: .s3, method: "GET", path: "/bucket", query: "acl", operation: "GetBucketAcl",
            labels: ["Bucket": "bucket"]),
        Case(
            service: .s3, method: "PUT", path: "/b/a/b%20c/", operation: "PutObject",
            labels: ["Bucket": "b", "Key": "a/b%20c/"]),
        Case(
            service: .s3, method: "PUT", path: "/b/k", query: "uploadId=1&partNumber=2", operation: "UploadPart",
            labels: ["Bucket": "b", "Key": "k"]),
        Case(
            service: .guardDuty, method: "GET", path: "/detector/12abc", operation: "GetDetector",
            labels: ["DetectorId": "12abc"]),
        Case(service: .guardDuty, method: "POST", path: "/detector", operation: "CreateDetector"),
        Case(
            service: .lambda, method: "POST", path: "/2015-03-31/functions/f/invocations", operation: "Invoke",
            labels: ["FunctionName": "f"]),
        Case(
            service: .lambda, method: "GET", path: "/2018-10-31/layers", query: "find=LayerVersion&Arn=x",
            operation: "GetLayerVersionByArn"),
        Case(service: .lambda, method: "GET", path: "/2018-10-31/layers", operation: "ListLayers"),
    ]

    @Test(arguments: cases)
    func operationIsFound(_ expected: Case) throws {
        let model = try ServiceModel.load(expected.service)
        let found = try model.operation(
            method: expected.method, path: expected.path[...], query: expected.query.map { $0[...] })
        #expect(found.operation.name == expected.operation)
        #expect(found.labels == expected.labels)
    }

    @Test func aRequiredHeaderTellsTwinsApart() throws {
        let s3 = try ServiceModel.load(.s3)
        let copy = HTTPHeaders([("x-amz-copy-source", "/b/k")])
        #expect(try s3.operation(method: "PUT", path: "/b/k", query: nil).operation.name == "PutObject")
        #expect(try s3.operation(method: "PUT", path: "/b/k", query: nil, headers: copy).operation.name == "CopyObject")
    }

    @Test(arguments: [("GET", "/nothing"), ("PATCH", "/detector"), ("GET", "/detector//filter/x")])
    func otherPathsAreUnknown(_ method: String, _ path: String) throws {
        let model = try ServiceModel.load(.guardDuty)
        #expect(throws: AWSError.unknownOperation) { try model.operation(method: method, path: path[...], query: nil) }
    }

    /// The URI that a template itself spells, its labels filled in, leads back to its operation or to a twin.
    @Test(arguments: [ServiceID.s3, .guardDuty, .macie2, .inspector2, .inspectorScan, .lambda])
    func everyTemplateIsReached(_ id: ServiceID) throws {
        let model = try ServiceModel.load(id)
        for operation in model.operations.values {
            let template = URITemplate(operation)
            let path = template.segments.map { segment in
                switch segment {
                case .literal(let text): "/\(text)"
                case .label: "/x"
                case .greedy: "/x/y"
                }
            }.joined()
            let query = operation.uri.split(separator: "?").dropFirst().first
            let found = try model.operation(
                method: operation.method, path: path.isEmpty ? "/" : path[...], query: query)
            #expect(found.operation.method == operation.method)
            #expect(found.operation.uri.split(separator: "?").first == operation.uri.split(separator: "?").first)
        }
    }
}
