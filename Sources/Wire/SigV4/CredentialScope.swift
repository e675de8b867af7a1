/// What a signature is good for: one day, one region, one service.
///
/// Source: IAM user guide, "Create a signed AWS API request", `CredentialScope`.
public struct CredentialScope: Hashable, Sendable {
    /// `YYYYMMDD`, UTC.
    public let date: String
    public let region: String
    /// The signing name, such as `kms` or `s3`.
    public let service: String

    public init(date: String, region: String, service: String) {
        (self.date, self.region, self.service) = (date, region, service)
    }

    /// The last element of every scope.
    static let terminator = "aws4_request"

    /// S3 and its relatives sign the path as it is sent and may leave the payload unsigned.
    public var isS3: Bool {
        switch service {
        case "s3", "s3express", "s3-object-lambda", "s3-outposts": true
        default: false
        }
    }

    /// Checks that the signature was made for `service`, naming the right one to the caller as AWS does.
    public func requireService(_ expected: String) throws(AuthenticationError) {
        guard service == expected else { throw .wrongScope(.service(expected: expected)) }
    }

    /// Appends `date/region/service/aws4_request`.
    func append(to output: inout [UInt8]) {
        for part in [date, region, service] {
            output.append(contentsOf: part.utf8)
            output.append(UInt8(ascii: "/"))
        }
        output.append(contentsOf: Self.terminator.utf8)
    }
}
