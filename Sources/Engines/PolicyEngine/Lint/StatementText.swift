import Essentials

/// One statement as it is written, beside its compiled form.
struct StatementText {
    let index: Int
    /// Where it stands in the document, in bytes.
    let range: Range<Int>
    let json: JSON

    /// The statements of a document that has been found to be a policy; else, none.
    static func read(_ document: [UInt8]) -> [StatementText] {
        document.withUnsafeBufferPointer { bytes in
            var reader = JSONReader(bytes)
            var statements: [StatementText] = []
            // What cannot be read has been told of already.
            try? reader.readObject { (name, reader) throws(JSONError) in
                guard name == "Statement" else { return try reader.skipValue() }
                if try reader.peek() == .array {
                    try reader.readArray { reader throws(JSONError) in
                        statements.append(try read(&reader, statements.count))
                    }
                } else {
                    statements.append(try read(&reader, 0))
                }
            }
            return statements
        }
    }

    private static func read(_ reader: inout JSONReader, _ index: Int) throws(JSONError) -> StatementText {
        _ = try reader.peek()
        let start = reader.offset
        let json = try reader.readValue()
        return StatementText(index: index, range: start..<reader.offset, json: json)
    }

    /// The texts of an element that is one string or a list of them.
    func strings(_ element: String) -> [String] {
        json[element]?.string.map { [$0] } ?? (json[element]?.array ?? []).compactMap(\.string)
    }
}
