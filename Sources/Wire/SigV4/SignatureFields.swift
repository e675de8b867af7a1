import HTTPMessage

/// The header fields that bear on authentication, found in one pass.
///
/// Each may be given once: a repeated one could be read one way here and another way elsewhere.
struct SignatureFields {
    private(set) var authorization: String?
    private(set) var amzDate: String?
    private(set) var date: String?
    private(set) var sessionToken: String?
    private(set) var contentHash: String?
    private var host: String?

    init(_ headers: HTTPHeaders) throws(AuthenticationError) {
        for field in headers.fields {
            // The length first: it rules out nearly every field without comparing text.
            switch field.name.utf8.count {
            case 4 where field.name == "host": try Self.set(&host, to: field)
            case 4 where field.name == "date": try Self.set(&date, to: field)
            case 10 where field.name == "x-amz-date": try Self.set(&amzDate, to: field)
            case 13 where field.name == "authorization": try Self.set(&authorization, to: field)
            case 20 where field.name == "x-amz-security-token": try Self.set(&sessionToken, to: field)
            case 20 where field.name == "x-amz-content-sha256": try Self.set(&contentHash, to: field)
            default: break
            }
        }
    }

    private static func set(_ slot: inout String?, to field: HTTPHeaders.Field) throws(AuthenticationError) {
        guard slot == nil else {
            throw field.name == "authorization"
                ? .multipleMechanisms : .incompleteSignature(.repeatedParameter(field.name))
        }
        slot = field.value
    }
}
