import Essentials

/// Text of a URI as its sender meant it.
public enum URIText {
    /// Decodes escapes, and `+` as a space. No path is normalised: `a/../b`, `//` and `.` are what they are.
    ///
    /// Nil where an escape is broken or the text is not UTF-8.
    public static func decoded(_ text: some Sequence<UInt8>) -> String? {
        var bytes: [UInt8] = []
        var pending: [UInt8] = []
        for byte in text {
            if !pending.isEmpty {
                pending.append(byte)
                guard pending.count == 3 else { continue }
                guard let high = digit(pending[1]), let low = digit(pending[2]) else { return nil }
                bytes.append(high << 4 | low)
                pending.removeAll(keepingCapacity: true)
            } else if byte == UInt8(ascii: "%") {
                pending.append(byte)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        guard pending.isEmpty else { return nil }
        return String(validating: bytes, as: UTF8.self)
    }

    /// With every byte escaped but letters, digits and `-._~/`.
    public static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count + 16)
        for byte in text.utf8 {
            switch byte {
            case 0x2D...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x7E: bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(
                    contentsOf: Hex.encodedBytes(CollectionOfOne(byte)).map { byte in
                        (0x61...0x66).contains(byte) ? byte - 0x20 : byte
                    })
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}

/// The parameters of a query string, decoded, in their order.
struct URIParameters: Sendable, Equatable {
    struct Parameter: Sendable, Equatable {
        let name: String
        let value: String
    }

    let parameters: [Parameter]
    static let maximumCount = 1000

    init(_ query: Substring?) throws(AWSError) {
        var parameters: [Parameter] = []
        for pair in (query ?? "").utf8.split(separator: UInt8(ascii: "&")) {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            guard parameters.count < Self.maximumCount, let decoded = URIText.decoded(name),
                let value = URIText.decoded(pair[name.endIndex...].dropFirst())
            else { throw .invalidURI }
            parameters.append(Parameter(name: decoded, value: value))
        }
        self.parameters = parameters
    }

    subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    func all(_ name: String) -> [String] { parameters.filter { $0.name == name }.map(\.value) }
}
