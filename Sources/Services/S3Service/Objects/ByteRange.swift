import AWSProtocols

/// The `Range` header. Source: RFC 7233, section 2.1.
enum ByteRange: Equatable {
    case from(Int64, through: Int64?)
    case last(Int64)

    /// Nil where there is none, or one that is to be ignored: of another unit, of several ranges, or malformed.
    init?(_ header: String?) {
        guard let header, header.lowercased().hasPrefix("bytes=") else { return nil }
        let spec = header.dropFirst("bytes=".count).filter { $0 != " " }
        let parts = spec.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let numbers = parts.map { part in part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(part) : nil }
        switch (parts[0].isEmpty, parts[1].isEmpty) {
        case (true, false):
            guard let count = numbers[1] else { return nil }
            self = .last(count)
        case (false, true):
            guard let start = numbers[0] else { return nil }
            self = .from(start, through: nil)
        case (false, false):
            guard let start = numbers[0], let end = numbers[1], start <= end else { return nil }
            self = .from(start, through: end)
        case (true, true): return nil
        }
    }

    /// The bytes of content of this size that are meant; nil where there are none.
    func resolved(_ size: Int64) -> Range<Int64>? {
        switch self {
        case .from(let start, let end):
            guard start < size else { return nil }
            return start..<min(size, end.map { $0 == .max ? $0 : $0 + 1 } ?? size)
        case .last(let count):
            guard count > 0, size > 0 else { return nil }
            return max(0, size - count)..<size
        }
    }
}
