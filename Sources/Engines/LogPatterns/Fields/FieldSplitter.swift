/// Takes an event apart at its spaces. What is in brackets or quotation marks is one field, without them.
enum FieldSplitter {
    struct Part {
        /// Where it begins in the event.
        let start: Int
        let content: [UInt8]
    }

    static func split(_ message: [UInt8]) -> [Part] {
        var parts: [Part] = []
        var offset = 0
        while true {
            while offset < message.count, message[offset].isASCIISpace { offset += 1 }
            guard offset < message.count else { return parts }
            let start = offset
            if let end = closing(message, at: start) {
                parts.append(Part(start: start, content: Array(message[start + 1..<end])))
                offset = end + 1
            } else {
                while offset < message.count, !message[offset].isASCIISpace { offset += 1 }
                parts.append(Part(start: start, content: Array(message[start..<offset])))
            }
        }
    }

    /// Where the bracket or quotation mark at `start` is closed; nil where there is none, or it stays open.
    private static func closing(_ message: [UInt8], at start: Int) -> Int? {
        let mark: UInt8
        switch message[start] {
        case UInt8(ascii: "["): mark = UInt8(ascii: "]")
        case UInt8(ascii: "\""): mark = UInt8(ascii: "\"")
        default: return nil
        }
        // Looked for within a bound, so that many marks that stay open do not each cost a walk to the end.
        let end = min(message.count, start + 65_536)
        return message[start + 1..<end].firstIndex(of: mark)
    }
}
