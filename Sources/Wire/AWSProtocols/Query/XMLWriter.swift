/// Writes XML text into a byte buffer, front to back.
struct XMLWriter {
    private(set) var bytes: [UInt8] = []

    init(reserving capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

    mutating func open(_ name: String, namespace: String? = nil) {
        raw("<")
        raw(name)
        if let namespace {
            raw(" xmlns=\"")
            escape(namespace)
            raw("\"")
        }
        raw(">")
    }

    mutating func close(_ name: String) {
        raw("</")
        raw(name)
        raw(">")
    }

    mutating func element(_ name: String, _ text: String) {
        open(name)
        escape(text)
        close(name)
    }

    mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    /// Markup, and the line ends that a parser would change, as references. What XML 1.0 cannot carry at all, not even
    /// as a reference, becomes U+FFFD.
    mutating func escape(_ text: String) {
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x26: raw("&amp;")
            case 0x3C: raw("&lt;")
            case 0x3E: raw("&gt;")
            case 0x22: raw("&quot;")
            case 0x0D: raw("&#xD;")
            case 0x85: raw("&#x85;")
            case 0x2028: raw("&#x2028;")
            case 0x09, 0x0A, 0x20..<0x7F: bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            case 0x00..<0x20, 0xFFFE, 0xFFFF: raw("\u{FFFD}")
            default: bytes.append(contentsOf: String(scalar).utf8)
            }
        }
    }
}
