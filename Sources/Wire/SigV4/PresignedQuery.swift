import Essentials
import HTTPMessage

/// The `X-Amz-…` parameters of a presigned URL, percent-decoded.
///
/// Names are taken only as AWS spells them. Source: IAM user guide, "Authentication methods", query parameters.
struct PresignedQuery {
    let credential: String
    let signedHeaders: String
    let signature: String
    let date: String
    let lifetime: TimeSpan
    private(set) var sessionToken: String?
    private(set) var contentHash: String?

    private static let longestLifetime = TimeSpan.days(7)

    /// Nil where the query holds no `X-Amz-Algorithm`, `X-Amz-Credential` or `X-Amz-Signature`.
    init?(_ query: Substring) throws(AuthenticationError) {
        var values: [IncompleteSignature.QueryParameter: String] = [:]
        // By bytes: as characters, an `&` and a combining mark after it would be one.
        for pair in query.utf8.split(separator: ASCII.ampersand) where pair.starts(with: "X-Amz-".utf8) {
            let name = String(Substring(pair.prefix { $0 != ASCII.equals }))
            let value = PercentEncoding.decoded(pair.dropFirst(name.utf8.count + 1))
            let previous: String?
            if let parameter = IncompleteSignature.QueryParameter(rawValue: name) {
                previous = values.updateValue(value, forKey: parameter)
            } else if name == "X-Amz-Security-Token" {
                (previous, sessionToken) = (sessionToken, value)
            } else if name == "X-Amz-Content-Sha256" {
                (previous, contentHash) = (contentHash, value)
            } else {
                continue
            }
            guard previous == nil else { throw .incompleteSignature(.repeatedParameter(name)) }
        }
        guard values[.algorithm] != nil || values[.credential] != nil || values[.signature] != nil else { return nil }
        guard let algorithm = values[.algorithm], let credential = values[.credential],
            let signature = values[.signature], let signedHeaders = values[.signedHeaders],
            let date = values[.date], let expires = values[.expires]
        else {
            let missing = IncompleteSignature.QueryParameter.allCases.filter { values[$0] == nil }
            throw .incompleteSignature(.missingQueryParameters(missing))
        }
        guard algorithm == AuthorizationHeader.algorithm else {
            throw .incompleteSignature(.unsupportedAlgorithm(algorithm))
        }
        (self.credential, self.signature, self.signedHeaders) = (credential, signature, signedHeaders)
        (self.date, lifetime) = (date, try Self.lifetime(expires))
    }

    private static func lifetime(_ text: String) throws(AuthenticationError) -> TimeSpan {
        guard (1...19).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let seconds = Int64(text)
        else { throw .incompleteSignature(.malformedExpires(.notANumber)) }
        guard seconds >= 1 else { throw .incompleteSignature(.malformedExpires(.notPositive)) }
        guard seconds <= longestLifetime.milliseconds / 1000 else {
            throw .incompleteSignature(.malformedExpires(.moreThanAWeek))
        }
        return .seconds(seconds)
    }
}
