import AWSProtocols
import S3Model

/// Keys and prefixes as lists spell them: with `encoding-type=url`, percent-encoded.
struct ListingText {
    let isEncoded: Bool

    init(_ type: EncodingType?) { isEncoded = type == .url }

    func callAsFunction(_ text: String) -> String {
        guard isEncoded else { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "*"), UInt8(ascii: "/"):
                bytes.append(byte)
            case UInt8(ascii: " "): bytes.append(UInt8(ascii: "+"))
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    func optional(_ text: String?) -> String? { text.map { self($0) } }

    func prefixes(_ prefixes: [String]) -> [CommonPrefix]? {
        prefixes.isEmpty ? nil : prefixes.map { CommonPrefix(prefix: self($0)) }
    }
}

/// The most that a page may hold, of what was asked for.
func pageLimit(_ asked: Int?, name: String) throws(AWSError) -> Int {
    guard let asked else { return 1000 }
    guard asked >= 0 else {
        throw .invalidArgument(
            "Argument \(name) must be an integer between 0 and 2147483647", name: name, value: String(asked))
    }
    return min(asked, 1000)
}
