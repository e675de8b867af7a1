#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A text to be found in others.
struct Needle: Sendable, Hashable {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    func isFound(in text: [UInt8]) -> Bool {
        text.withUnsafeBytes { first(in: $0) != nil }
    }

    /// Where it first begins.
    func first(in text: UnsafeRawBufferPointer) -> Int? {
        guard !bytes.isEmpty else { return 0 }
        guard let start = text.baseAddress, text.count >= bytes.count else { return nil }
        var offset = 0
        let last = text.count - bytes.count
        while offset <= last, let found = memchr(start + offset, Int32(bytes[0]), last - offset + 1) {
            offset = UnsafeRawPointer(found) - start
            if memcmp(start + offset, bytes, bytes.count) == 0 { return offset }
            offset += 1
        }
        return nil
    }
}

/// A text in which each `*` stands for any characters, none included.
struct WildcardText: Sendable, Hashable {
    /// What stands between the asterisks; one part where there is none.
    private let parts: [Needle]

    init(_ bytes: [UInt8]) {
        parts = bytes.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map { Needle(Array($0)) }
    }

    func matches(_ text: [UInt8]) -> Bool {
        guard let first = parts.first, let last = parts.last, parts.count > 1 else { return parts.first?.bytes == text }
        guard text.count >= first.bytes.count + last.bytes.count, text.starts(with: first.bytes),
            text.suffix(last.bytes.count).elementsEqual(last.bytes)
        else { return false }
        return text.withUnsafeBytes { text in
            var rest = UnsafeRawBufferPointer(rebasing: text[first.bytes.count..<text.count - last.bytes.count])
            for part in parts.dropFirst().dropLast() {
                guard let found = part.first(in: rest) else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[(found + part.bytes.count)...])
            }
            return true
        }
    }
}
