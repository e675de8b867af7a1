import NIOCore

/// Finds the end of a response that has a content length: all that a load generator needs of HTTP, at little cost.
enum ResponseScanner {
    /// Removes one whole response and returns its status; nil while it is not all there.
    static func takeResponse(_ buffer: inout ByteBuffer) -> Int? {
        let view = buffer.readableBytesView
        guard let head = view.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let text = String(decoding: view[..<head.lowerBound], as: UTF8.self)
        let lines = text.split(separator: "\r\n")
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { $0.split(separator: " ").last }.flatMap { Int($0) }
        let size = head.upperBound - view.startIndex + (length ?? 0)
        guard view.count >= size else { return nil }
        buffer.moveReaderIndex(forwardBy: size)
        buffer.discardReadBytes()
        return status
    }
}
