import Essentials
import HTTPMessage
import Testing

@testable import AWSProtocols

@Suite struct RESTEncodingTests {
    private static let date = Timestamp(seconds: 1_795_469_329)
    private static let namespace = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\""

    private func encode(_ name: String, _ output: Structure, stream: HTTPBody? = nil) throws -> HTTPResponse {
        let model = try ServiceModel.load(.s3)
        let operation = try #require(model.operations[name])
        return model.encode(output, stream: stream, for: operation, requestID: "r")
    }

    private func text(_ response: HTTPResponse) -> String {
        guard case .bytes(let bytes) = response.body else { return "stream" }
        return String(decoding: bytes, as: UTF8.self).replacingXMLDeclaration
    }

    @Test func listsAreFlattened() throws {
        let response = try encode(
            "ListObjectsV2",
            [
                "IsTruncated": .bool(false),
                "Contents": .list([
                    .structure(["Key": .string("a&b"), "LastModified": .timestamp(Self.date), "Size": .integer(3)]),
                    .structure(["Key": .string("c")]),
                ]), "RequestCharged": .string("requester"),
            ])
        #expect(
            text(response)
                == "<ListBucketResult \(Self.namespace)><IsTruncated>false</IsTruncated><Contents><Key>a&amp;b</Key>"
                + "<LastModified>2026-11-23T21:28:49.000Z</LastModified><Size>3</Size></Contents><Contents><Key>c</Key>"
                + "</Contents></ListBucketResult>")
        #expect(response.headers["x-amz-request-charged"] == "requester")
        #expect(response.headers["content-type"] == "application/xml")
        #expect(response.headers["x-amz-request-id"] == "r")
    }

    @Test func headersAreWritten() throws {
        let response = try encode(
            "HeadObject",
            [
                "ETag": .string("\"e\""), "LastModified": .timestamp(Self.date), "ContentLength": .integer(3),
                "DeleteMarker": .bool(false),
                "Metadata": .map([
                    .init(key: "color", value: .string("blue")), .init(key: "name", value: .string("日")),
                ]),
            ])
        #expect(response.headers["last-modified"] == "Mon, 23 Nov 2026 21:28:49 GMT")
        #expect(response.headers["content-length"] == "3")
        #expect(response.headers["x-amz-delete-marker"] == "false")
        #expect(response.headers["x-amz-meta-color"] == "blue")
        #expect(response.headers["x-amz-meta-name"] == "=?UTF-8?B?5pel?=")
        #expect(text(response).isEmpty)
    }

    @Test func aStreamIsHandedOn() throws {
        let stream = HTTPBody.stream(AsyncThrowingStream<[UInt8], any Error> { $0.finish() })
        let whole = try encode("GetObject", ["ContentLength": .integer(0)], stream: stream)
        #expect(text(whole) == "stream")
        #expect(whole.status == 200)
        let part = try encode("GetObject", ["ContentRange": .string("bytes 0-0/2")], stream: stream)
        #expect(part.status == 206)
    }

    @Test func theGranteesTypeIsAnAttribute() throws {
        let grant: Structure = [
            "Grantee": .structure(["ID": .string("i"), "Type": .string("CanonicalUser")]),
            "Permission": .string("READ"),
        ]
        let response = try encode("GetBucketAcl", ["Grants": .list([.structure(grant)])])
        #expect(
            text(response)
                == "<AccessControlPolicy \(Self.namespace)><AccessControlList><Grant>"
                + "<Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"><ID>i</ID>"
                + "</Grantee><Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>")
    }

    @Test func aLocationIsItsOwnRoot() throws {
        #expect(
            text(try encode("GetBucketLocation", ["LocationConstraint": .string("eu-west-1")]))
                == "<LocationConstraint \(Self.namespace)>eu-west-1</LocationConstraint>")
        #expect(
            text(try encode("GetBucketLocation", [:]))
                == "<LocationConstraint \(Self.namespace)></LocationConstraint>")
    }

    @Test func aPayloadIsTheBody() throws {
        let policy = try encode("GetBucketPolicy", ["Policy": .string("{}")])
        #expect(text(policy) == "{}")
        #expect(policy.headers["content-type"] == "application/json")
        let copy = try encode("CopyObject", ["CopyObjectResult": .structure(["ETag": .string("e")])])
        #expect(text(copy) == "<CopyObjectResult \(Self.namespace)><ETag>e</ETag></CopyObjectResult>")
        #expect(try encode("DeleteObject", [:]).status == 204)
    }

    @Test func errorsArePlain() throws {
        let model = try ServiceModel.load(.s3)
        let error = AWSError(code: "NoSuchKey", "The specified key does not exist.", fields: ["Key": .string("k")])
        let response = model.encode(error, requestID: "r", resource: "/b/k")
        #expect(response.status == 404)
        #expect(
            text(response)
                == "<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message><Key>k</Key>"
                + "<Resource>/b/k</Resource><RequestId>r</RequestId><HostId>cg==</HostId></Error>")
    }

    @Test func anErrorBringsItsHeaders() throws {
        let model = try ServiceModel.load(.s3)
        let response = model.encode(.wrongRegion("us-east-1", expecting: "eu-west-1"), requestID: "r")
        #expect(response.status == 400)
        #expect(response.headers["x-amz-bucket-region"] == "eu-west-1")
        #expect(text(response).contains("<Region>eu-west-1</Region>"))
    }

    @Test func whatIsNotModifiedHasNoBody() throws {
        let model = try ServiceModel.load(.s3)
        let response = model.encode(AWSError(code: "NotModified", status: 304), requestID: "r")
        #expect(response.status == 304)
        #expect(text(response).isEmpty)
    }

    /// What is written is read as it was, by the schema of the very same members.
    @Test func structuresComeBack() throws {
        let model = try ServiceModel.load(.s3)
        let rule: Structure = [
            "AllowedHeaders": .list([.string("*")]), "AllowedMethods": .list([.string("GET"), .string("PUT")]),
            "AllowedOrigins": .list([.string("http://a")]), "MaxAgeSeconds": .integer(5),
        ]
        let response = try encode("GetBucketCors", ["CORSRules": .list([.structure(rule)])])
        guard case .bytes(let body) = response.body else { return #expect(Bool(false)) }
        let operation = try #require(model.operations["PutBucketCors"])
        let request = RESTRequest(labels: ["Bucket": "b"], query: "cors", headers: HTTPHeaders(), body: body)
        let input = try model.decode(request, for: operation)
        #expect(input["CORSConfiguration"] == .structure(["CORSRules": .list([.structure(rule)])]))
    }
}

extension String {
    fileprivate var replacingXMLDeclaration: String {
        let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        return hasPrefix(declaration) ? String(dropFirst(declaration.count)) : self
    }
}
