/// Reads an XML 1.0 document in UTF-8 into a tree: elements, attributes, character data, CDATA sections and the five
/// predefined entities. Comments and processing instructions mean nothing; document types are refused.
///
/// Source: W3C, "Extensible Markup Language (XML) 1.0", and "Namespaces in XML 1.0", of which prefixes are dropped.
struct XMLParser {
    /// Room for the 10,000 parts of an upload, each with its checksum.
    static let maximumElements = 200_000
    static let maximumDepth = 32
    static let maximumAttributes = 32

    private struct Open {
        let qualifiedName: ArraySlice<UInt8>
        var element: XMLElement
        var text: [UInt8] = []
    }

    private let bytes: [UInt8]
    private(set) var position = 0
    private var open: [Open] = []
    private var elementCount = 0
    private var root: XMLElement?

    static func parse(_ bytes: [UInt8]) throws(XMLFault) -> XMLElement {
        var parser = XMLParser(bytes)
        return try parser.document()
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private mutating func document() throws(XMLFault) -> XMLElement {
        guard String(validating: bytes, as: UTF8.self) != nil else { throw fault(.encoding) }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        try declaration()
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "<") { try markup() } else { try characterData() }
        }
        guard let root, open.isEmpty else { throw fault(.malformed) }
        return root
    }

    func fault(_ reason: XMLFault.Reason) -> XMLFault { XMLFault(reason: reason, offset: position) }

    private func isNext(_ text: StaticString) -> Bool { matches(text, at: position) }

    private func matches(_ text: StaticString, at place: Int) -> Bool {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        return place + wanted.count <= bytes.count && bytes[place..<place + wanted.count].elementsEqual(wanted)
    }

    /// The place of `text` at or after here.
    private func find(_ text: StaticString) throws(XMLFault) -> Int {
        let first = text.utf8Start[0]
        var place = position
        while place < bytes.count {
            if bytes[place] == first, matches(text, at: place) { return place }
            place += 1
        }
        throw fault(.malformed)
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    @discardableResult
    private mutating func skipSpace() -> Bool {
        let start = position
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
        return position > start
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
}

// MARK: Markup

extension XMLParser {
    /// `<?xml version="1.0" encoding="UTF-8"?>`, where there is one.
    private mutating func declaration() throws(XMLFault) {
        guard isNext("<?xml"), position + 5 < bytes.count, Self.isSpace(bytes[position + 5]) else { return }
        let end = try find("?>")
        let text = String(decoding: bytes[position..<end], as: UTF8.self).lowercased()
        if let range = text.firstRange(of: "encoding") {
            let value = text[range.upperBound...].drop { $0 == " " || $0 == "=" || $0 == "\t" }.dropFirst()
            guard value.hasPrefix("utf-8") || value.hasPrefix("us-ascii") else { throw fault(.encoding) }
        }
        position = end + 2
    }

    private mutating func markup() throws(XMLFault) {
        if isNext("</") {
            try endTag()
        } else if isNext("<?") {
            if isNext("<?xml"), position + 5 < bytes.count, Self.isSpace(bytes[position + 5]) {
                throw fault(.malformed)
            }
            position = try find("?>") + 2
        } else if isNext("<!--") {
            position += 4
            position = try find("--")
            guard isNext("-->") else { throw fault(.malformed) }
            position += 3
        } else if isNext("<![CDATA[") {
            guard !open.isEmpty else { throw fault(.malformed) }
            position += 9
            let end = try find("]]>")
            try append(bytes[position..<end])
            position = end + 3
        } else if isNext("<!") {
            throw fault(.documentType)
        } else {
            try startTag()
        }
    }

    private mutating func startTag() throws(XMLFault) {
        guard root == nil else { throw fault(.malformed) }
        guard open.count < Self.maximumDepth else { throw fault(.tooDeep) }
        elementCount += 1
        guard elementCount <= Self.maximumElements else { throw fault(.tooLarge) }
        position += 1
        let name = try name()
        let attributes = try attributes()
        open.append(Open(qualifiedName: name, element: XMLElement(name: Self.local(name), attributes: attributes)))
        if take(UInt8(ascii: "/")) { close() }
        guard take(UInt8(ascii: ">")) else { throw fault(.malformed) }
    }

    private mutating func endTag() throws(XMLFault) {
        position += 2
        let name = try name()
        skipSpace()
        guard take(UInt8(ascii: ">")), let last = open.last, last.qualifiedName == name else { throw fault(.malformed) }
        close()
    }

    private mutating func close() {
        guard var last = open.popLast() else { return }
        last.element.text = String(decoding: last.text, as: UTF8.self)
        if open.isEmpty { root = last.element } else { open[open.count - 1].element.children.append(last.element) }
    }

    private mutating func attributes() throws(XMLFault) -> [XMLElement.Attribute] {
        var names: [ArraySlice<UInt8>] = []
        var attributes: [XMLElement.Attribute] = []
        while skipSpace(), position < bytes.count, bytes[position] != UInt8(ascii: ">"),
            bytes[position] != UInt8(ascii: "/")
        {
            let name = try name()
            guard names.count < Self.maximumAttributes, !names.contains(name) else { throw fault(.malformed) }
            names.append(name)
            skipSpace()
            guard take(UInt8(ascii: "=")) else { throw fault(.malformed) }
            skipSpace()
            let value = try attributeValue()
            let isNamespace = name.elementsEqual("xmlns".utf8) || name.starts(with: "xmlns:".utf8)
            if !isNamespace { attributes.append(.init(name: Self.local(name), value: value)) }
        }
        return attributes
    }

    private mutating func attributeValue() throws(XMLFault) -> String {
        guard position < bytes.count else { throw fault(.malformed) }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw fault(.malformed) }
        position += 1
        var value: [UInt8] = []
        while position < bytes.count, bytes[position] != quote {
            switch bytes[position] {
            case UInt8(ascii: "<"): throw fault(.malformed)
            case UInt8(ascii: "&"): value.append(contentsOf: try reference())
            default:
                try requireCharacter(at: position)
                value.append(Self.isSpace(bytes[position]) ? 0x20 : bytes[position])
                position += 1
            }
        }
        guard take(quote) else { throw fault(.malformed) }
        return String(decoding: value, as: UTF8.self)
    }

    private mutating func name() throws(XMLFault) -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, Self.isNameByte(bytes[position]) { position += 1 }
        let name = bytes[start..<position]
        guard let first = name.first, Self.isNameStart(first), name.count <= 256,
            name.count(where: { $0 == UInt8(ascii: ":") }) <= 1, name.last != UInt8(ascii: ":")
        else { throw fault(.malformed) }
        return name
    }

    private static func isNameStart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...0xFF: true
        default: false
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isNameStart(byte) || (0x30...0x39).contains(byte) || byte == 0x2D || byte == 0x2E || byte == 0x3A
    }

    private static func local(_ name: ArraySlice<UInt8>) -> String {
        let start = name.firstIndex(of: UInt8(ascii: ":")).map { $0 + 1 } ?? name.startIndex
        return String(decoding: name[start...], as: UTF8.self)
    }
}

// MARK: Character data

extension XMLParser {
    private mutating func characterData() throws(XMLFault) {
        if open.isEmpty {
            guard skipSpace() else { throw fault(.malformed) }
            return
        }
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "<"), bytes[position] != UInt8(ascii: "&") {
            if bytes[position] == UInt8(ascii: "]"), isNext("]]>") { throw fault(.malformed) }
            position += 1
        }
        try append(bytes[start..<position])
        if position < bytes.count, bytes[position] == UInt8(ascii: "&") {
            open[open.count - 1].text.append(contentsOf: try reference())
        }
    }

    /// Line ends become line feeds.
    private mutating func append(_ text: ArraySlice<UInt8>) throws(XMLFault) {
        for place in text.indices {
            try requireCharacter(at: place)
            if bytes[place] != 0x0D {
                open[open.count - 1].text.append(bytes[place])
            } else if place + 1 >= bytes.count || bytes[place + 1] != 0x0A {
                open[open.count - 1].text.append(0x0A)
            }
        }
    }

    /// Whether XML lets this character stand there at all.
    private func requireCharacter(at place: Int) throws(XMLFault) {
        let byte = bytes[place]
        if byte < 0x20, !Self.isSpace(byte) { throw fault(.malformed) }
        if byte == 0xEF, place + 2 < bytes.count, bytes[place + 1] == 0xBF, bytes[place + 2] >= 0xBE {
            throw fault(.malformed)
        }
    }

    /// `&lt;` or `&#x3C;`, as UTF-8.
    private mutating func reference() throws(XMLFault) -> [UInt8] {
        let limit = min(bytes.count, position + 12)
        guard let end = bytes[position..<limit].firstIndex(of: UInt8(ascii: ";")) else { throw fault(.malformed) }
        let name = String(decoding: bytes[position + 1..<end], as: UTF8.self)
        guard let text = Self.predefined[name] ?? Self.character(name) else { throw fault(.malformed) }
        position = end + 1
        return Array(text.utf8)
    }

    private static let predefined = ["lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'"]

    private static func character(_ name: String) -> String? {
        guard name.hasPrefix("#") else { return nil }
        let digits = name.hasPrefix("#x") ? name.dropFirst(2) : name.dropFirst(1)
        guard !digits.hasPrefix("+"), !digits.hasPrefix("-"),
            let value = UInt32(digits, radix: name.hasPrefix("#x") ? 16 : 10), let scalar = Unicode.Scalar(value),
            value >= 0x20 || value == 0x09 || value == 0x0A || value == 0x0D, value != 0xFFFE, value != 0xFFFF
        else { return nil }
        return String(scalar)
    }
}
