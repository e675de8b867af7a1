import Crypto
import Essentials

/// The parameters of `Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`.
///
/// Parameters are separated by commas with any spaces and tabs around them. Unknown parameters mean nothing.
struct AuthorizationHeader {
    static let algorithm = "AWS4-HMAC-SHA256"

    let credential: String
    let signedHeaders: String
    let signature: String

    /// `hasDate` tells whether the request carries a date header: AWS names all that is missing at once.
    init(_ value: String, hasDate: Bool) throws(AuthenticationError) {
        let parts = try Self.parameters(of: value)
        guard hasDate, let credential = parts.credential, let signedHeaders = parts.signedHeaders,
            let signature = parts.signature
        else {
            throw .incompleteSignature(
                .missingHeaderParameters(parts.missing(hasDate: hasDate), headerDigest: Self.digest(of: value)))
        }
        (self.credential, self.signedHeaders, self.signature) = (credential, signedHeaders, signature)
    }

    private struct Parameters {
        var credential: String?
        var signedHeaders: String?
        var signature: String?

        mutating func set(_ name: Slice<UnsafeBufferPointer<UInt8>>, _ value: String) throws(AuthenticationError) {
            if name == "Credential" {
                try Self.fill(&credential, value, "Credential")
            } else if name == "SignedHeaders" {
                try Self.fill(&signedHeaders, value, "SignedHeaders")
            } else if name == "Signature" {
                try Self.fill(&signature, value, "Signature")
            }
        }

        func missing(hasDate: Bool) -> [IncompleteSignature.HeaderParameter] {
            IncompleteSignature.HeaderParameter.allCases.filter { parameter in
                switch parameter {
                case .credential: credential == nil
                case .signature: signature == nil
                case .signedHeaders: signedHeaders == nil
                case .date: !hasDate
                }
            }
        }

        private static func fill(_ slot: inout String?, _ value: String, _ name: String) throws(AuthenticationError) {
            guard slot == nil else { throw .incompleteSignature(.repeatedParameter(name)) }
            slot = value
        }
    }

    private static func parameters(of value: String) throws(AuthenticationError) -> Parameters {
        try value.withBytes { bytes throws(AuthenticationError) in
            var rest = trimmed(bytes[...])
            guard !rest.isEmpty else { throw .incompleteSignature(.emptyAuthorization) }
            let scheme = rest.prefix { !ASCII.isWhiteSpace($0) }
            guard scheme == "AWS4-HMAC-SHA256" else {
                let name = String(decoding: scheme, as: UTF8.self)
                throw .incompleteSignature(
                    name.hasPrefix("AWS4-")
                        ? .unsupportedAlgorithm(name) : .missingEqualSign(headerDigest: digest(of: value)))
            }
            rest = rest[scheme.endIndex...]
            var parameters = Parameters()
            while !rest.isEmpty {
                let end = rest.firstIndex(of: ASCII.comma) ?? rest.endIndex
                let part = trimmed(rest[..<end])
                rest = end == rest.endIndex ? rest[end...] : rest[(end + 1)...]
                if part.isEmpty { continue }
                guard let equals = part.firstIndex(of: ASCII.equals) else {
                    throw .incompleteSignature(.missingEqualSign(headerDigest: digest(of: value)))
                }
                try parameters.set(part[..<equals], String(decoding: part[(equals + 1)...], as: UTF8.self))
            }
            return parameters
        }
    }

    private static func trimmed(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Slice<UnsafeBufferPointer<UInt8>> {
        var bytes = bytes.drop(while: ASCII.isWhiteSpace)
        while let last = bytes.last, ASCII.isWhiteSpace(last) { bytes.removeLast() }
        return bytes
    }

    /// AWS tells the header's digest, not the header, so that the client can see whether it changed on its way.
    private static func digest(of value: String) -> String {
        Base64.encode(Array(SHA256.hash(data: Array(value.utf8))))
    }
}
