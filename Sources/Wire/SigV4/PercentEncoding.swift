import Essentials

/// Percent-encoding as signatures use it.
///
/// Source: IAM user guide, "Create a signed AWS API request", `UriEncode()`; RFC 3986 sections 2.1 to 2.3.
enum PercentEncoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Letters, digits, `-`, `.`, `_` and `~`.
    private static let isUnreserved: [Bool] = (0...255).map { value in
        switch UInt8(value) {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }

    /// Appends every byte encoded, unreserved ones as they are.
    static func append(_ bytes: some Sequence<UInt8>, to output: inout [UInt8]) {
        for byte in bytes {
            if isUnreserved[Int(byte)] { output.append(byte) } else { appendEscape(byte, to: &output) }
        }
    }

    static func encoded(_ text: String) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(text.utf8.count + 32)
        append(text.utf8, to: &output)
        return String(decoding: output, as: UTF8.self)
    }

    /// Decodes valid escapes and leaves everything else, `+` and malformed escapes included, as it is.
    static func decoded(_ text: Substring.UTF8View) -> String {
        let bytes = Array(text)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if let byte = escape(in: bytes, at: index) {
                output.append(byte)
                index += 3
            } else {
                output.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// Spells each byte as AWS's canonical form does: `~a%7e%c3$` becomes `~a~%C3%24`.
    ///
    /// `kept` stay as they are: the separators of what is spelled. So do `+`, which some read as a space, and
    /// malformed escapes: two texts that a reader could take differently never come out the same.
    static func respelled(_ bytes: some Collection<UInt8>, keeping kept: (UInt8) -> Bool) -> [UInt8] {
        let bytes = Array(bytes)
        var output: [UInt8] = []
        output.reserveCapacity(bytes.count + 16)
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if let decoded = escape(in: bytes, at: index) {
                append(CollectionOfOne(decoded), to: &output)
                index += 3
                continue
            }
            if byte == ASCII.percent || byte == ASCII.plus || kept(byte) {
                output.append(byte)
            } else {
                append(CollectionOfOne(byte), to: &output)
            }
            index += 1
        }
        return output
    }

    private static func appendEscape(_ byte: UInt8, to output: inout [UInt8]) {
        output.append(ASCII.percent)
        output.append(digits[Int(byte >> 4)])
        output.append(digits[Int(byte & 15)])
    }

    private static func escape(in bytes: [UInt8], at index: Int) -> UInt8? {
        guard bytes[index] == ASCII.percent, index + 2 < bytes.count, let high = value(of: bytes[index + 1]),
            let low = value(of: bytes[index + 2])
        else { return nil }
        return high << 4 | low
    }

    private static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case 0x30...0x39: digit - 0x30
        case 0x41...0x46: digit - 0x41 + 10
        case 0x61...0x66: digit - 0x61 + 10
        default: nil
        }
    }
}
