import NIOCore

/// Finds the end of a response that has a content length: all that a load generator needs of HTTP, at little cost.
enum ResponseScanner {
    /// Removes one whole response and returns its status; nil while it is not all there. Its body goes to `keep`.
    static func takeResponse(_ buffer: inout ByteBuffer, keep: ((String) -> Void)?) -> Int? {
        guard let (status, head, length) = buffer.withUnsafeReadableBytes(scan), buffer.readableBytes >= head + length
        else { return nil }
        buffer.moveReaderIndex(forwardBy: head)
        if let keep { keep(String(buffer: buffer.getSlice(at: buffer.readerIndex, length: length) ?? ByteBuffer())) }
        buffer.moveReaderIndex(forwardBy: length)
        if buffer.readableBytes == 0 { buffer.clear() }
        return status
    }

    private static let contentLength = Array("content-length:".utf8)

    /// The status, and the sizes of head and body; nil while the head is not all there.
    private static func scan(_ bytes: UnsafeRawBufferPointer) -> (status: Int, head: Int, length: Int)? {
        var length = 0
        var line = 0
        for index in bytes.indices where bytes[index] == UInt8(ascii: "\n") {
            // The line feed of an empty line comes right after its carriage return.
            if index == line + 1 { return (number(bytes, from: 9), index + 1, length) }
            line = index + 1
            if isContentLength(bytes, at: line) { length = number(bytes, from: line + contentLength.count) }
        }
        return nil
    }

    private static func isContentLength(_ bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start + contentLength.count < bytes.count else { return false }
        for (offset, letter) in contentLength.enumerated() where bytes[start + offset] | 0x20 != letter | 0x20 {
            return false
        }
        return true
    }

    private static func number(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
        var value = 0
        for byte in bytes[min(start, bytes.count)...] where byte != 0x20 {
            guard (0x30...0x39).contains(byte), value < 1 << 40 else { break }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }
}
