extension IncompleteSignature {
    /// AWS's wording.
    var message: String {
        switch self {
        case .emptyAuthorization: "Authorization header cannot be empty."
        case .missingEqualSign(let digest):
            "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded "
                + "with Base64): '\(digest)'."
        case .missingHeaderParameters(let parameters, let digest):
            parameters.map(\.requirement).joined(separator: " ")
                + " (Hashed with SHA-256 and encoded with Base64) Authorization=\(digest)"
        case .missingQueryParameters(let parameters):
            parameters.map { "AWS query-string parameters must include '\($0.rawValue)'. " }.joined()
                + "Re-examine the query-string parameters."
        case .repeatedParameter(let name): "'\(name)' may be given only once."
        case .unsupportedAlgorithm(let name): "Unsupported AWS 'algorithm': '\(name)'."
        case .credentialShape(let got):
            "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got "
                + "'\(got)'"
        case .malformedDate(let got):
            "Date must be in ISO-8601 'basic format'. Got '\(got)'. See http://en.wikipedia.org/wiki/ISO_8601"
        case .malformedExpires(.notANumber): "X-Amz-Expires should be a number"
        case .malformedExpires(.notPositive): "X-Amz-Expires must be greater than 0"
        case .malformedExpires(.moreThanAWeek):
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
                + "604800 seconds"
        }
    }
}

extension IncompleteSignature.HeaderParameter {
    var requirement: String {
        self == .date
            ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header."
            : "Authorization header requires '\(rawValue)' parameter."
    }
}

extension ScopeMismatch {
    /// AWS's wording.
    var message: String {
        switch self {
        case .date(let credential, let request, let timestamp):
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                + "'\(credential)' != '\(request)', from '\(timestamp)'."
        case .region(let got): "Credential should be scoped to a valid region, not '\(got)'. "
        case .service(let expected): "Credential should be scoped to correct service: '\(expected)'. "
        case .terminator(let got):
            "Credential should be scoped with a valid terminator: 'aws4_request', not '\(got)'."
        }
    }
}

extension SignatureCalculation {
    /// AWS's wording.
    var explanation: String {
        "The Canonical String for this request should have been\n'\(canonicalRequest)'\n\n"
            + "The String-to-Sign should have been\n'\(stringToSign)'\n"
    }
}
