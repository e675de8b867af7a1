import AWSProtocols
import HTTPMessage
import SigV4

/// A payload as it arrives, without its coding, which ends in an error where it is not what its head declared.
///
/// Whoever reads it lets errors through and keeps nothing of what came before.
struct VerifiedPayload: AsyncSequence, Sendable {
    typealias Element = [UInt8]

    let base: any AsyncSequence<[UInt8], any Error> & Sendable
    let verifier: PayloadVerifier

    func makeAsyncIterator() -> Iterator { Iterator(base: base.makeAsyncIterator(), verifier: verifier) }

    struct Iterator: AsyncIteratorProtocol {
        var base: any AsyncIteratorProtocol<[UInt8], any Error>
        var verifier: PayloadVerifier
        private var isDone = false

        init(base: any AsyncIteratorProtocol<[UInt8], any Error>, verifier: PayloadVerifier) {
            (self.base, self.verifier) = (base, verifier)
        }

        mutating func next() async throws -> [UInt8]? { try await next(isolation: #isolation) }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> [UInt8]? {
            guard !isDone else { return nil }
            do {
                while let piece = try await base.next(isolation: actor) {
                    let data = try verifier.take(piece)
                    if !data.isEmpty { return data }
                }
                isDone = true
                try verifier.finish()
                return nil
            } catch {
                isDone = true
                throw AWSError(payload: error) ?? error
            }
        }
    }
}

extension AWSError {
    /// What S3 tells of a payload that broke off or is not the declared one; nil where the error is of another kind.
    init?(payload error: any Error) {
        switch error {
        case let fault as PayloadFault: self.init(fault)
        case HTTPRefusal.timedOut: self = .requestTimeout
        case is HTTPRefusal: self = .incompleteBody
        default: return nil
        }
    }

    init(_ fault: PayloadFault) {
        switch fault {
        case .incomplete: self = .incompleteBody
        case .malformedChunk: self = .invalidRequest("The chunks of the request body are not well-formed.")
        case .chunkTooSmall:
            self.init(
                code: "InvalidChunkSizeError",
                "Only the last chunk is allowed to have a size less than 8192 bytes", status: 403)
        case .signatureMismatch: self.init(.signatureDoesNotMatch(nil), wire: .restXml)
        case .malformedTrailer: self = .malformedTrailer
        case .sha256Mismatch: self.init(.contentHashMismatch, wire: .restXml)
        case .md5Mismatch: self = .badDigest
        }
    }
}
