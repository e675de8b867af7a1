import Crypto
import Essentials
import HTTPMessage

/// Takes the `aws-chunked` coding off a payload, however it is cut in pieces, and verifies what is signed.
///
/// The data of a chunk is handed on before its signature has come by: whoever takes it must drop all of it when an error
/// comes later. What a sender can make this hold is one line of 1 KiB and 16 KiB of trailer.
/// Source: Amazon S3 API reference, as for ``ChunkSigner``.
public struct ChunkedPayloadDecoder: Sendable {
    private enum State {
        case header
        case data(remaining: Int)
        /// The line end after a chunk's data.
        case dataEnd
        case trailer
        case done
    }

    private let coding: StreamingPayload
    private let decodedLength: Int
    private let announced: [String]
    private var signer: ChunkSigner?

    private var state = State.header
    private var line: [UInt8] = []
    private var received = 0
    private var lastSize: Int?
    private var signature: [UInt8]?
    private var digest = SHA256()
    private var trailerBytes = 0
    private var trailerSignature: [UInt8]?
    private var canonicalTrailer: [UInt8] = []
    /// What came after the last chunk.
    public private(set) var trailer = HTTPHeaders()

    /// The least that a chunk may hold, but for the last.
    public static let leastChunk = 8192
    private static let longestLine = 1024
    private static let longestTrailer = 16 * 1024

    /// - Parameters:
    ///   - decodedLength: what `x-amz-decoded-content-length` says
    ///   - announced: the names in `x-amz-trailer`, in lower case
    ///   - signer: holds the seed; nil where no signature is held against anything
    public init(_ coding: StreamingPayload, decodedLength: Int, announced: [String] = [], signer: ChunkSigner?) {
        (self.coding, self.decodedLength, self.announced) = (coding, decodedLength, announced)
        self.signer = coding.signsChunks ? signer : nil
    }

    /// The data in the next piece of the coded payload.
    public mutating func decode(_ piece: [UInt8]) throws(PayloadFault) -> [UInt8] {
        // A piece that is all data of one chunk needs no copy.
        if case .data(let remaining) = state, piece.count <= remaining {
            try take(piece[...], of: remaining)
            return piece
        }
        var output: [UInt8] = []
        output.reserveCapacity(piece.count)
        var rest = piece[...]
        while !rest.isEmpty {
            switch state {
            case .data(let remaining):
                let data = rest.prefix(remaining)
                try take(data, of: remaining)
                output.append(contentsOf: data)
                rest = rest[data.endIndex...]
            case .header, .dataEnd, .trailer: rest = try takeLine(rest)
            case .done: throw .malformedChunk
            }
        }
        return output
    }

    /// To be called when the coded payload has ended.
    public mutating func finish() throws(PayloadFault) {
        // Some leave out the empty line after the last.
        if case .trailer = state, line.isEmpty { try end() }
        guard case .done = state, received == decodedLength else { throw .incomplete }
    }

    private mutating func take(_ data: ArraySlice<UInt8>, of remaining: Int) throws(PayloadFault) {
        if signer != nil { data.withUnsafeBytes { digest.update(bufferPointer: $0) } }
        state = data.count == remaining ? .dataEnd : .data(remaining: remaining - data.count)
    }

    /// Gathers a line, and reads it once it is whole.
    private mutating func takeLine(_ bytes: ArraySlice<UInt8>) throws(PayloadFault) -> ArraySlice<UInt8> {
        guard let end = bytes.firstIndex(of: ASCII.newline) else {
            guard line.count + bytes.count <= Self.longestLine else { throw .malformedChunk }
            line.append(contentsOf: bytes)
            return []
        }
        guard line.count + (end - bytes.startIndex) <= Self.longestLine else { throw .malformedChunk }
        line.append(contentsOf: bytes[..<end])
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        let whole = line
        line.removeAll(keepingCapacity: true)
        switch state {
        case .header: try readHeader(whole)
        case .dataEnd:
            guard whole.isEmpty else { throw .malformedChunk }
            try verifyChunk()
            state = .header
        default: try readTrailer(whole)
        }
        return bytes[(end + 1)...]
    }

    /// `400;chunk-signature=…`, the size in hexadecimal.
    private mutating func readHeader(_ line: [UInt8]) throws(PayloadFault) {
        let digits = line.prefix { $0 != ASCII.semicolon }
        guard (1...16).contains(digits.count), let size = Self.number(digits) else { throw .malformedChunk }
        if let lastSize, size > 0, lastSize < Self.leastChunk { throw .chunkTooSmall }
        guard size <= decodedLength - received else { throw .incomplete }
        signature = try Self.signature(line[digits.endIndex...].dropFirst(), isRequired: coding.signsChunks)
        received += size
        lastSize = size
        guard size == 0 else { return state = .data(remaining: size) }
        try verifyChunk()
        state = .trailer
    }

    private mutating func verifyChunk() throws(PayloadFault) {
        guard signer != nil else { return }
        let found = Array(digest.finalize())
        digest = SHA256()
        guard let signature, signer?.accepts(signature, ofChunk: found) == true else { throw .signatureMismatch }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard let nibble = Character(Unicode.Scalar(digit)).hexDigitValue, value < 1 << 50 else { return nil }
            value = value << 4 | nibble
        }
        return value
    }

    private static func signature(
        _ part: ArraySlice<UInt8>, isRequired: Bool
    ) throws(PayloadFault) -> [UInt8]? {
        let name = "chunk-signature="
        guard isRequired else { return nil }
        guard part.starts(with: name.utf8) else { throw .signatureMismatch }
        let text = String(decoding: part.dropFirst(name.utf8.count), as: UTF8.self)
        guard let signature = PresentedSignature.digest(text) else { throw .signatureMismatch }
        return signature
    }
}

// MARK: The trailer

extension ChunkedPayloadDecoder {
    private static let signatureField = "x-amz-trailer-signature"

    private mutating func readTrailer(_ line: [UInt8]) throws(PayloadFault) {
        trailerBytes += line.count + 2
        guard trailerBytes <= Self.longestTrailer else { throw .malformedTrailer }
        if line.isEmpty {
            // AWS's own example has an empty line before the signature.
            let awaitsSignature =
                coding == .signedChunksWithTrailer && trailerSignature == nil && !trailer.fields.isEmpty
            if !awaitsSignature { try end() }
            return
        }
        guard trailerSignature == nil, let colon = line.firstIndex(of: ASCII.colon),
            let name = String(validating: line[..<colon], as: UTF8.self)?.lowercased(),
            let value = String(validating: Self.trimmed(line[(colon + 1)...]), as: UTF8.self)
        else { throw .malformedTrailer }
        if coding == .signedChunksWithTrailer, name == Self.signatureField {
            guard let signature = PresentedSignature.digest(value) else { throw .signatureMismatch }
            trailerSignature = signature
            return
        }
        guard coding.hasTrailer, announced.contains(name), trailer[name] == nil else { throw .malformedTrailer }
        trailer.add(name, value)
        canonicalTrailer.append(contentsOf: "\(name):\(value)\n".utf8)
    }

    private mutating func end() throws(PayloadFault) {
        guard announced.allSatisfy({ trailer[$0] != nil }) else { throw .malformedTrailer }
        if coding == .signedChunksWithTrailer, signer != nil {
            guard let trailerSignature, signer?.accepts(trailerSignature, ofTrailer: canonicalTrailer) == true else {
                throw .signatureMismatch
            }
        }
        state = .done
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: ASCII.isWhiteSpace)
        while let last = bytes.last, ASCII.isWhiteSpace(last) { bytes.removeLast() }
        return bytes
    }
}

extension StreamingPayload {
    public var signsChunks: Bool { self != .unsignedWithTrailer }
    public var hasTrailer: Bool { self != .signedChunks }
}
