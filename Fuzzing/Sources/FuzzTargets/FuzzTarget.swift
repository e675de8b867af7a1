/// The parsers that are fuzzed. The raw value names the corpus: `Fuzzing/corpus/RAWVALUE/`.
public enum FuzzTarget: String, CaseIterable, Sendable {
    case attestation
    case chunkedPayload = "chunked-payload"
    case ciphertext
    case json
    case jsonRequest = "json-request"
    case logPattern = "log-pattern"
    case managementPolicy = "management-policy"
    case policy
    case privateKey = "private-key"
    case publicKey = "public-key"
    case queryRequest = "query-request"
    case requestHead = "request-head"
    case signature
    case signedRequest = "signed-request"
    case uploadForm = "upload-form"
    case xmlRequest = "xml-request"

    /// Gives the parser one input and checks what must hold whatever the input is. Input that the parser refuses
    /// passes; a trap ends the process.
    public func check(_ input: [UInt8]) throws(BrokenProperty) {
        switch self {
        case .attestation: try AttestationProperties.check(input)
        case .chunkedPayload: try ChunkedPayloadProperties.check(input)
        case .ciphertext: try CiphertextProperties.check(input)
        case .json: try JSONProperties.check(input)
        case .jsonRequest: try JSONRequestProperties.check(input)
        case .logPattern: try LogPatternProperties.check(input)
        case .managementPolicy: try ManagementPolicyProperties.check(input)
        case .policy: try PolicyProperties.check(input)
        case .privateKey: try PrivateKeyProperties.check(input)
        case .publicKey: try PublicKeyProperties.check(input)
        case .queryRequest: try QueryRequestProperties.check(input)
        case .requestHead: try RequestHeadProperties.check(input)
        case .signature: try SignatureProperties.check(input)
        case .signedRequest: try SignedRequestProperties.check(input)
        case .uploadForm: try UploadFormProperties.check(input)
        case .xmlRequest: try XMLRequestProperties.check(input)
        }
    }
}

extension [UInt8] {
    /// The text before the first line feed, and the bytes after it: how an input names what the rest is for.
    var lineAndRest: (line: String, rest: [UInt8]) {
        let line = prefix { $0 != UInt8(ascii: "\n") }
        return (String(decoding: line, as: UTF8.self), Array(dropFirst(line.count + 1)))
    }
}
