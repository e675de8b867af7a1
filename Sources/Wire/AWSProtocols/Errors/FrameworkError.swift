/// The errors that AWS's service framework gives before or around an operation.
///
/// Sources: "Common Errors" and "Common Error Types" in the API reference of each service; where these leave a
/// protocol's spelling open, what the services answer.
public enum FrameworkError: Sendable, Hashable, CaseIterable {
    case validation
    case serialization
    case unknownOperation
    case accessDenied
    case missingAuthenticationToken
    case incompleteSignature
    case invalidClientToken
    case unrecognizedClient
    case signatureDoesNotMatch
    case expiredToken
    case requestExpired
    case throttling
    case requestEntityTooLarge
    case serviceUnavailable
    case internalFailure
    case notImplemented

    public func code(in wire: WireProtocol) -> String {
        switch wire {
        case .json, .restJson: jsonCode
        case .query: xmlCode
        case .restXml: s3Code
        }
    }

    private var jsonCode: String {
        switch self {
        case .validation: "ValidationException"
        case .serialization: "SerializationException"
        case .unknownOperation: "UnknownOperationException"
        case .accessDenied: "AccessDeniedException"
        case .missingAuthenticationToken: "MissingAuthenticationTokenException"
        case .incompleteSignature: "IncompleteSignatureException"
        case .invalidClientToken, .unrecognizedClient: "UnrecognizedClientException"
        case .signatureDoesNotMatch, .requestExpired: "InvalidSignatureException"
        case .expiredToken: "ExpiredTokenException"
        case .throttling: "ThrottlingException"
        case .requestEntityTooLarge: "RequestEntityTooLargeException"
        case .serviceUnavailable: "ServiceUnavailableException"
        case .internalFailure: "InternalFailure"
        case .notImplemented: "NotImplementedException"
        }
    }

    private var xmlCode: String {
        switch self {
        case .validation: "ValidationError"
        case .serialization: "MalformedInput"
        case .unknownOperation: "InvalidAction"
        case .accessDenied: "AccessDenied"
        case .missingAuthenticationToken: "MissingAuthenticationToken"
        case .incompleteSignature: "IncompleteSignature"
        case .invalidClientToken, .unrecognizedClient: "InvalidClientTokenId"
        case .signatureDoesNotMatch, .requestExpired: "SignatureDoesNotMatch"
        case .expiredToken: "ExpiredToken"
        case .throttling: "Throttling"
        case .requestEntityTooLarge: "RequestEntityTooLarge"
        case .serviceUnavailable: "ServiceUnavailable"
        case .internalFailure: "InternalFailure"
        case .notImplemented: "NotImplemented"
        }
    }

    /// Source: Amazon S3 API reference, "Error responses", "List of error codes".
    private var s3Code: String {
        switch self {
        case .validation: "InvalidRequest"
        case .serialization: "MalformedXML"
        case .unknownOperation: "MethodNotAllowed"
        case .throttling: "SlowDown"
        case .requestEntityTooLarge: "MaxMessageLengthExceeded"
        case .internalFailure: "InternalError"
        case .invalidClientToken, .unrecognizedClient: "InvalidAccessKeyId"
        case .accessDenied, .missingAuthenticationToken: "AccessDenied"
        default: xmlCode
        }
    }

    public func status(in wire: WireProtocol) -> Int {
        if wire == .restXml, let status = s3Status { return status }
        switch self {
        case .internalFailure: return 500
        case .serviceUnavailable: return 503
        case .notImplemented: return 501
        case .requestEntityTooLarge: return 413
        case .accessDenied, .missingAuthenticationToken, .invalidClientToken, .unrecognizedClient,
            .signatureDoesNotMatch, .requestExpired, .expiredToken:
            return wire == .json ? 400 : 403
        case .unknownOperation: return wire == .json || wire == .query ? 400 : 404
        case .throttling: return wire == .restJson ? 429 : 400
        case .validation, .serialization, .incompleteSignature: return 400
        }
    }

    /// Where S3 answers another status than others do.
    private var s3Status: Int? {
        switch self {
        case .unknownOperation: 405
        case .throttling: 503
        case .requestEntityTooLarge: 400
        default: nil
        }
    }

    var fault: AWSError.Fault {
        switch self {
        case .internalFailure, .serviceUnavailable, .notImplemented: .server
        default: .client
        }
    }
}
