import Testing

@testable import SigV4

@Suite struct FaultTests {
    @Test(arguments: [
        (AuthenticationError.missingAuthenticationToken, ErrorDialect.json, "MissingAuthenticationTokenException", 400),
        (.missingAuthenticationToken, .restJSON, "MissingAuthenticationTokenException", 403),
        (.missingAuthenticationToken, .query, "MissingAuthenticationToken", 403),
        (.missingAuthenticationToken, .s3, "AccessDenied", 403),
        (.signatureDoesNotMatch(nil), .json, "InvalidSignatureException", 400),
        (.signatureDoesNotMatch(nil), .query, "SignatureDoesNotMatch", 403),
        (.unknownAccessKey, .json, "UnrecognizedClientException", 400),
        (.unknownAccessKey, .query, "InvalidClientTokenId", 403),
        (.unknownAccessKey, .s3, "InvalidAccessKeyId", 403),
        (.incompleteSignature(.emptyAuthorization), .json, "IncompleteSignatureException", 400),
        (.incompleteSignature(.emptyAuthorization), .query, "IncompleteSignature", 400),
        (.incompleteSignature(.emptyAuthorization), .s3, "AuthorizationHeaderMalformed", 400),
        (.expiredToken, .json, "ExpiredTokenException", 400), (.expiredToken, .query, "ExpiredToken", 403),
        (.expiredToken, .s3, "ExpiredToken", 400), (.requestExpired, .query, "RequestExpired", 400),
        (.contentHashMismatch, .s3, "XAmzContentSHA256Mismatch", 400),
    ])
    func faultsAreSpelledAsTheProtocolDoes(error: AuthenticationError, dialect: ErrorDialect, code: String, status: Int)
    {
        let fault = error.fault(in: dialect)
        #expect(fault.code == code)
        #expect(fault.status == status)
    }

    @Test(arguments: [
        (AuthenticationError.missingAuthenticationToken, "Request is missing Authentication Token"),
        (.unknownAccessKey, "The security token included in the request is invalid."),
        (
            .incompleteSignature(.credentialShape("a/b")),
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b'"
        ),
        (
            .wrongScope(.date(credential: "20150829", request: "20150830", timestamp: "20150830T123600Z")),
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20150829' != "
                + "'20150830', from '20150830T123600Z'."
        ),
        (
            .signatureDoesNotMatch(nil),
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret "
                + "Access Key and signing method. Consult the service documentation for details."
        ),
    ])
    func messagesAreAWSsOwn(error: AuthenticationError, message: String) {
        #expect(error.fault(in: .query).message == message)
        #expect(error.fault(in: .json).message == message)
    }
}
