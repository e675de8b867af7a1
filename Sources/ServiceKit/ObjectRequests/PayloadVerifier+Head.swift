import AWSProtocols
import Essentials
import HTTPMessage
import SigV4

extension PayloadVerifier {
    /// Holds a payload against what the head of an S3 request says of it.
    ///
    /// - Parameters:
    ///   - isWhole: whether the body is in memory, and its SHA-256 verified with the signature
    ///   - isForm: whether it is the file in a form, whose length nobody tells
    ///   - signer: of the chunks; nil where any signature is accepted
    init(
        _ headers: HTTPHeaders, _ declaration: PayloadDeclaration, isWhole: Bool, isForm: Bool = false,
        signer: ChunkSigner?, trailer: PayloadTrailer
    ) throws(AWSError) {
        let md5 = try Self.md5(headers)
        switch declaration {
        case .streaming(let coding):
            guard let length = headers.decodedContentLength else { throw .missingContentLength }
            let chunks = ChunkedPayloadDecoder(
                coding, decodedLength: length, announced: trailer.announced, signer: signer)
            self.init(chunks: chunks, md5: md5, length: length, trailer: trailer)
        case .sha256(let digest):
            let length = try Self.length(headers, isWhole: isWhole)
            self.init(sha256: isWhole ? nil : digest, md5: md5, length: length, trailer: trailer)
        case .unsigned, .undeclared:
            self.init(
                md5: md5, length: try Self.length(headers, isWhole: isWhole || isForm), trailer: trailer)
        }
    }

    /// S3 wants to know beforehand how much is coming.
    private static func length(_ headers: HTTPHeaders, isWhole: Bool) throws(AWSError) -> Int? {
        if isWhole { return nil }
        guard let length = headers["content-length"].flatMap({ Int($0) }) else { throw .missingContentLength }
        return length
    }

    private static func md5(_ headers: HTTPHeaders) throws(AWSError) -> [UInt8]? {
        guard let text = headers["content-md5"] else { return nil }
        guard let digest = Base64.decode(text), digest.count == 16 else { throw .invalidDigest }
        return digest
    }
}

extension PayloadTrailer {
    /// What `x-amz-trailer` announces.
    static func announced(by headers: HTTPHeaders, _ declaration: PayloadDeclaration) throws(AWSError) -> PayloadTrailer
    {
        guard case .streaming(let coding) = declaration, coding.hasTrailer else { return PayloadTrailer() }
        let names = (headers["x-amz-trailer"] ?? "").split(separator: ",").map { name in
            name.filter { $0 != " " && $0 != "\t" }.lowercased()
        }
        guard names.count <= 8, names.allSatisfy({ $0.hasPrefix("x-amz-checksum-") }) else {
            throw .invalidRequest("The value specified in the x-amz-trailer header is not supported")
        }
        return PayloadTrailer(announced: names)
    }
}

extension HTTPHeaders {
    var decodedContentLength: Int? {
        guard let text = self["x-amz-decoded-content-length"], (1...15).contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text)
    }

    /// The fields as they are without the coding in chunks: of the object, not of its way here.
    func withoutChunkedCoding() -> HTTPHeaders {
        guard let length = self["x-amz-decoded-content-length"] else { return self }
        var plain = HTTPHeaders()
        plain.reserveCapacity(fields.count)
        for field in fields {
            switch field.name {
            case "content-encoding":
                let codings = field.value.split(separator: ",").filter { coding in
                    coding.filter { $0 != " " }.lowercased() != "aws-chunked"
                }
                let value = codings.joined(separator: ",")
                if !value.isEmpty { plain.add(field.name, value) }
            case "content-length": plain.add(field.name, length)
            default: plain.add(field.name, field.value)
            }
        }
        return plain
    }
}
