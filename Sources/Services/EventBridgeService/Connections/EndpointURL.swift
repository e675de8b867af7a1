import AWSProtocols
import Essentials

/// The parts of an HTTPS URL.
struct EndpointURL: Hashable, Sendable {
    let host: String
    let port: Int
    /// Begins with a slash.
    let path: String
    /// Without the question mark.
    let query: String?

    /// Nil unless `text` is an absolute HTTPS URL without user and fragment.
    init?(_ text: String) {
        guard text.lowercased().hasPrefix("https://") else { return nil }
        let rest = text.dropFirst("https://".count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
        guard let host = parts.first, !host.isEmpty, parts.count <= 2, !authority.contains("@"), !rest.contains("#")
        else { return nil }
        guard let port = parts.count == 2 ? Int(parts[1]) : 443, (1...65_535).contains(port) else { return nil }
        let target = rest.dropFirst(authority.count)
        let path = target.prefix { $0 != "?" }
        self.host = String(host)
        self.port = port
        self.path = path.isEmpty ? "/" : String(path)
        query = path.count < target.count ? String(target.dropFirst(path.count + 1)) : nil
    }

    static func checked(_ text: String, _ parameter: String) throws(AWSError) -> String {
        guard EndpointURL(text) != nil else {
            throw .invalid(parameter, "Provided URL must be a valid HTTPS URL.")
        }
        return text
    }

    /// Letters, digits, `-`, `.`, `_` and `~` as they are, every other byte as an escape.
    static func escape(_ text: String) -> String {
        var output: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: output.append(byte)
            default:
                let digits = Hex.encodedBytes([byte]).map { (0x61...0x66).contains($0) ? $0 - 0x20 : $0 }
                output.append(UInt8(ascii: "%"))
                output.append(contentsOf: digits)
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// `name=value&…`, escaped.
    static func form(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(escape($0.name))=\(escape($0.value))" }.joined(separator: "&")
    }
}
