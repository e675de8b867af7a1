import Crypto
import HTTPMessage

/// Holds a payload, as it arrives, against what its head declares: a coding in chunks, a SHA-256, an MD5.
public struct PayloadVerifier: Sendable {
    private var decoder: ChunkedPayloadDecoder?
    private var sha256: (declared: [UInt8], computed: SHA256)?
    private var md5: (declared: [UInt8], computed: Insecure.MD5)?
    private var remaining: Int?
    private let trailer: PayloadTrailer

    /// - Parameters:
    ///   - chunks: takes the coding off; nil where there is none
    ///   - sha256: 32 bytes; nil where none is declared
    ///   - md5: 16 bytes; nil where none is declared
    ///   - length: of the payload without its coding; nil where it is not known beforehand
    ///   - trailer: is completed when the payload has ended
    public init(
        chunks: ChunkedPayloadDecoder? = nil, sha256: [UInt8]? = nil, md5: [UInt8]? = nil, length: Int? = nil,
        trailer: PayloadTrailer = PayloadTrailer()
    ) {
        decoder = chunks
        self.sha256 = sha256.map { ($0, SHA256()) }
        self.md5 = md5.map { ($0, Insecure.MD5()) }
        remaining = length
        self.trailer = trailer
    }

    /// The data in the next piece that came over the wire.
    public mutating func take(_ piece: [UInt8]) throws(PayloadFault) -> [UInt8] {
        let data = try decoder?.decode(piece) ?? piece
        if let left = remaining {
            guard data.count <= left else { throw .incomplete }
            remaining = left - data.count
        }
        data.withUnsafeBytes { bytes in
            sha256?.computed.update(bufferPointer: bytes)
            md5?.computed.update(bufferPointer: bytes)
        }
        return data
    }

    /// To be called at the end. What was not declared truly is told here at the latest.
    public mutating func finish() throws(PayloadFault) {
        try decoder?.finish()
        if let remaining, remaining > 0 { throw .incomplete }
        if let sha256, Array(sha256.computed.finalize()) != sha256.declared { throw .sha256Mismatch }
        if let md5, Array(md5.computed.finalize()) != md5.declared { throw .md5Mismatch }
        trailer.complete(with: decoder?.trailer ?? HTTPHeaders())
    }
}
