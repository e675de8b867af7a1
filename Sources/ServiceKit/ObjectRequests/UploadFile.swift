import AWSProtocols
import HTTPMessage

/// The file of a browser's upload, as it arrives.
struct UploadFile: AsyncSequence, Sendable {
    typealias Element = [UInt8]

    let source: UploadSource
    /// How many bytes it may have.
    var limits: ClosedRange<Int>

    func makeAsyncIterator() -> Iterator { Iterator(file: self) }

    struct Iterator: AsyncIteratorProtocol {
        let file: UploadFile
        private var count = 0

        init(file: UploadFile) { self.file = file }

        mutating func next() async throws -> [UInt8]? {
            guard let piece = try await file.source.nextPiece() else {
                guard count >= file.limits.lowerBound else { throw AWSError.tooSmall(count, file.limits) }
                return nil
            }
            count += piece.count
            guard count <= file.limits.upperBound else { throw AWSError.tooLarge(count, file.limits) }
            return piece
        }
    }
}

/// The body of a browser's upload: the fields first, and what is left of it then.
actor UploadSource {
    private let body: HTTPBody
    private var reader: UploadFormReader
    private var pieces: (any AsyncIteratorProtocol<[UInt8], any Error>)?
    private var pending: [UInt8] = []
    private var isAtEnd = false

    init(_ body: HTTPBody, _ reader: UploadFormReader) { (self.body, self.reader) = (body, reader) }

    func readFields() async throws -> UploadFormReader {
        while !reader.isAtFile, let piece = try await nextOfBody() { pending += try reader.take(piece) }
        if isAtEnd { try reader.finish() }
        return reader
    }

    /// The next bytes of the file; nil at its end.
    func nextPiece() async throws -> [UInt8]? {
        if !pending.isEmpty {
            defer { pending = [] }
            return pending
        }
        while let piece = try await nextOfBody() {
            let data = try reader.take(piece)
            if !data.isEmpty { return data }
        }
        try reader.finish()
        return nil
    }

    private func nextOfBody() async throws -> [UInt8]? {
        guard !isAtEnd else { return nil }
        switch body {
        case .bytes(let bytes):
            isAtEnd = true
            return bytes
        case .stream(let stream):
            var iterator = pieces ?? stream.makeAsyncIterator()
            pieces = nil
            let piece = try await iterator.next(isolation: self)
            pieces = iterator
            isAtEnd = piece == nil
            return piece
        }
    }
}

extension AWSError {
    fileprivate static func tooSmall(_ count: Int, _ limits: ClosedRange<Int>) -> AWSError {
        AWSError(
            code: "EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size",
            fields: [
                "ProposedSize": .integer(Int64(count)), "MinSizeAllowed": .integer(Int64(limits.lowerBound)),
            ], status: 400)
    }

    fileprivate static func tooLarge(_ count: Int, _ limits: ClosedRange<Int>) -> AWSError {
        AWSError(
            code: "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size",
            fields: [
                "ProposedSize": .integer(Int64(count)), "MaxSizeAllowed": .integer(Int64(limits.upperBound)),
            ], status: 400)
    }
}
