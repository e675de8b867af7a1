/// A text in which `*` stands for any characters, none included.
///
/// Matching takes time in proportion to the value's length, whatever the pattern: what is between two wildcards is
/// found by Knuth, Morris and Pratt's search, and the first place where it is found is always good enough.
struct Wildcard: Hashable, Sendable {
    /// What comes before the first `*`; the whole text where there is none.
    let prefix: [UInt8]
    /// What comes after the last `*`; nil where there is none.
    let suffix: [UInt8]?
    private let middles: [SearchedText]

    /// Throws the reason in AWS's words.
    init(parsing text: String) throws(Refusal) {
        var (segments, current, isAfterStar): ([[UInt8]], [UInt8], Bool) = ([], [], false)
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte == UInt8(ascii: "\\") {
                guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "*") || bytes[index + 1] == byte else {
                    throw Refusal(reason: "Invalid escape character at pos \(index)")
                }
                current.append(bytes[index + 1])
                (index, isAfterStar) = (index + 2, false)
                continue
            }
            if byte == UInt8(ascii: "*") {
                guard !isAfterStar else {
                    throw Refusal(reason: "Consecutive wildcard characters at pos \(index - 1)")
                }
                segments.append(current)
                current = []
            } else {
                current.append(byte)
            }
            (index, isAfterStar) = (index + 1, byte == UInt8(ascii: "*"))
        }
        prefix = segments.first ?? current
        suffix = segments.isEmpty ? nil : current
        middles = segments.dropFirst().map(SearchedText.init)
    }

    /// How much work the pattern would be to a machine that follows all its readings at once: one for each wildcard,
    /// and one for each way in which what follows it can begin anew within itself.
    var complexity: Int {
        guard let suffix else { return 0 }
        let searched = middles + (suffix.isEmpty ? [] : [SearchedText(suffix)])
        return middles.count + 1 + searched.reduce(0) { $0 + $1.longestBorder }
    }

    func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let suffix else { return text.elementsEqual(prefix) }
        guard text.count >= prefix.count + suffix.count, text.starts(with: prefix),
            text.suffix(suffix.count).elementsEqual(suffix)
        else { return false }
        var rest = text[prefix.count..<text.count - suffix.count]
        for middle in middles {
            guard let end = middle.firstEnd(in: rest) else { return false }
            rest = rest[end...]
        }
        return true
    }

    struct Refusal: Error {
        let reason: String
    }
}

/// A text that is looked for in others.
private struct SearchedText: Hashable, Sendable {
    let bytes: [UInt8]
    /// For each place, how long a beginning of the text ends there as well.
    private let borders: [Int]

    var longestBorder: Int { borders.max() ?? 0 }

    init(_ bytes: [UInt8]) {
        var borders = [Int](repeating: 0, count: bytes.count)
        var length = 0
        for index in bytes.indices.dropFirst() {
            while length > 0, bytes[index] != bytes[length] { length = borders[length - 1] }
            if bytes[index] == bytes[length] { length += 1 }
            borders[index] = length
        }
        self.bytes = bytes
        self.borders = borders
    }

    /// The index behind the first occurrence.
    func firstEnd(in text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
        if bytes.isEmpty { return text.startIndex }
        var length = 0
        for index in text.indices {
            while length > 0, text[index] != bytes[length] { length = borders[length - 1] }
            if text[index] == bytes[length] { length += 1 }
            if length == bytes.count { return index + 1 }
        }
        return nil
    }
}
