import Essentials
import HTTPMessage

extension PresentedSignature {
    /// Finds and reads the signature of a request, in its header or its query. Needs no secret and reads no body.
    ///
    /// - Throws: what is missing or malformed; ``AuthenticationError/missingAuthenticationToken`` where there is none.
    public static func parse(_ head: HTTPRequestHead) throws(AuthenticationError) -> PresentedSignature {
        let fields = try SignatureFields(head.headers)
        var presigned: PresignedQuery?
        if let query = head.query { presigned = try PresignedQuery(query) }
        switch (fields.authorization, presigned) {
        case (nil, nil): throw .missingAuthenticationToken
        case (.some, .some): throw .multipleMechanisms
        case (let authorization?, nil): return try PresentedSignature(authorization, fields)
        case (nil, let query?): return try PresentedSignature(query, fields)
        }
    }

    private init(_ authorization: String, _ fields: SignatureFields) throws(AuthenticationError) {
        let date = fields.amzDate ?? fields.date
        let parameters = try AuthorizationHeader(authorization, hasDate: date != nil)
        try self.init(
            form: .header, credential: parameters.credential, signedHeaders: parameters.signedHeaders,
            signature: parameters.signature, date: try RequestDate(date ?? ""), sessionToken: fields.sessionToken,
            contentHash: fields.contentHash)
    }

    private init(_ query: PresignedQuery, _ fields: SignatureFields) throws(AuthenticationError) {
        if query.sessionToken != nil, fields.sessionToken != nil {
            throw .incompleteSignature(.repeatedParameter("X-Amz-Security-Token"))
        }
        try self.init(
            form: .query(lifetime: query.lifetime), credential: query.credential, signedHeaders: query.signedHeaders,
            signature: query.signature, date: try RequestDate(query.date),
            sessionToken: query.sessionToken ?? fields.sessionToken,
            contentHash: fields.contentHash ?? query.contentHash)
    }

    /// Reads the signature in the fields of a browser's upload.
    /// - Throws: what is missing or malformed.
    public static func parse(
        credential: String, date: String, signature: String, sessionToken: String?
    ) throws(AuthenticationError) -> PresentedSignature {
        try PresentedSignature(
            form: .form, credential: credential, signedHeaders: "", signature: signature,
            date: try RequestDate(date), sessionToken: sessionToken, contentHash: nil)
    }

    private init(
        form: Form, credential: String, signedHeaders: String, signature: String, date: RequestDate,
        sessionToken: String?, contentHash: String?
    ) throws(AuthenticationError) {
        (accessKeyID, scope) = try CredentialScope.split(credential, signedAt: date)
        guard let digest = Self.digest(signature) else { throw .signatureDoesNotMatch(nil) }
        (self.form, self.signedHeaders, self.signature) = (form, signedHeaders, digest)
        (timestamp, timestampText) = (date.timestamp, date.text)
        self.sessionToken = sessionToken
        payload = try PayloadDeclaration(contentHash, form: form, isS3: scope.isS3)
    }

    /// 32 bytes; nil unless `text` is 64 lower-case hexadecimal digits, the one spelling that is ever signed.
    static func digest(_ text: String) -> [UInt8]? {
        guard text.utf8.count == 64, !text.utf8.contains(where: { (0x41...0x46).contains($0) }) else { return nil }
        return Hex.decode(text)
    }
}

extension CredentialScope {
    /// Longest access key id that IAM documents, in bytes.
    private static let longestAccessKeyID = 128

    /// Splits `keyid/date/region/service/aws4_request` and holds its date against the request's.
    static func split(
        _ credential: String, signedAt date: RequestDate
    ) throws(AuthenticationError) -> (String, CredentialScope) {
        let parts = elements(of: credential)
        guard parts.count == 5, parts.allSatisfy({ !$0.isEmpty }), parts[0].utf8.count <= longestAccessKeyID else {
            throw .incompleteSignature(.credentialShape(credential))
        }
        guard parts[4] == terminator else { throw .wrongScope(.terminator(got: parts[4])) }
        let day = String(decoding: date.text.utf8.prefix(8), as: UTF8.self)
        guard parts[1] == day else {
            throw .wrongScope(.date(credential: parts[1], request: day, timestamp: date.text))
        }
        guard Region(parts[2]) != nil else { throw .wrongScope(.region(got: parts[2])) }
        return (parts[0], CredentialScope(date: parts[1], region: parts[2], service: parts[3]))
    }

    /// What stands between the slashes, up to one element too many; none if a byte is not printable ASCII.
    private static func elements(of credential: String) -> [String] {
        credential.withBytes { bytes in
            guard bytes.allSatisfy({ (0x21...0x7E).contains($0) }) else { return [] }
            return bytes.split(separator: ASCII.slash, maxSplits: 5, omittingEmptySubsequences: false)
                .map { String(decoding: $0, as: UTF8.self) }
        }
    }
}

extension PayloadDeclaration {
    /// Reads `x-amz-content-sha256`. Only S3 takes anything but a digest.
    init(_ value: String?, form: PresentedSignature.Form, isS3: Bool) throws(AuthenticationError) {
        if let digest = value.flatMap(PresentedSignature.digest) {
            self = .sha256(digest)
        } else if !isS3 {
            guard value == nil else { throw .contentHashInvalid }
            self = .undeclared
        } else if let value {
            if value == Self.unsignedLiteral {
                self = .unsigned
            } else if let streaming = StreamingPayload(rawValue: value) {
                self = .streaming(streaming)
            } else {
                throw .contentHashInvalid
            }
        } else {
            self = form == .header ? .undeclared : .unsigned
        }
    }

    static let unsignedLiteral = "UNSIGNED-PAYLOAD"
}
