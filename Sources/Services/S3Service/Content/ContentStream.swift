import Essentials
import HTTPMessage
import KeyEngine
import ServiceKit
import Store

/// A range of an object's content, read as it is asked for.
struct ContentStream: AsyncSequence, Sendable {
    typealias Element = [UInt8]
    typealias Failure = any Error

    let pieces: [ContentPiece]
    let range: Range<Int64>
    let blobs: any BlobStore
    /// Keeps the blobs from being deleted while they are read.
    let lease: ContentLease
    /// What is opened already: the only piece.
    var opened: OpenPiece?

    /// Four blocks: enough for the disk to be worth asking, little enough for many readers at once.
    static let step = Int64(4 * ContentKey.blockLength)

    func makeAsyncIterator() -> Iterator { Iterator(stream: self) }

    struct Iterator: AsyncIteratorProtocol {
        let stream: ContentStream
        private var position: Int64
        private var index = 0
        /// Where the present piece begins.
        private var start: Int64 = 0
        private var open: OpenPiece?

        init(stream: ContentStream) {
            self.stream = stream
            position = stream.range.lowerBound
            open = stream.opened
        }

        mutating func next() async throws -> [UInt8]? {
            guard position < stream.range.upperBound else { return nil }
            while index < stream.pieces.count, position >= start + stream.pieces[index].size {
                start += stream.pieces[index].size
                index += 1
                open = nil
            }
            guard index < stream.pieces.count else { return nil }
            let (piece, position, start, opened) = (stream.pieces[index], position, start, open)
            let blobs = stream.blobs
            // Steps end where blocks do, so that no block is opened twice.
            let from = position - start
            let to = Swift.min(
                (from / ContentStream.step + 1) * ContentStream.step, piece.size, stream.range.upperBound - start)
            let (bytes, now) = try await SlowWork.run {
                let open = try opened ?? piece.open(in: blobs)
                return (try open.read(from..<to), open)
            }
            open = now
            self.position = start + to
            return bytes
        }
    }
}
