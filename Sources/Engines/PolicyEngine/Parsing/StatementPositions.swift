import Essentials

/// Where the statements of a policy document stand in its text, as the policy simulator reports them.
///
/// Lines and columns count from 1, columns in characters. A statement begins just past the bracket or comma before it,
/// or, where it is the policy's only one and not in an array, past its own brace; it ends past its closing brace.
/// Source: IAM API reference, the examples of SimulatePrincipalPolicy and SimulateCustomPolicy.
public struct StatementPositions: Sendable {
    public struct Position: Hashable, Sendable {
        public let line: Int
        public let column: Int

        public init(line: Int, column: Int) {
            self.line = line
            self.column = column
        }
    }

    /// In the order of the document.
    public let ranges: [(start: Position, end: Position)]

    /// None, where the document is no policy.
    public init(of document: String) {
        let bytes = Array(document.utf8)
        let offsets = bytes.withUnsafeBufferPointer { buffer in
            var reader = JSONReader(buffer)
            return (try? Self.offsets(&reader, buffer)) ?? []
        }
        var counter = PositionCounter(bytes: bytes)
        ranges = offsets.map { (counter.position(at: $0.lowerBound), counter.position(at: $0.upperBound)) }
    }

    private static func offsets(
        _ reader: inout JSONReader, _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(JSONError) -> [Range<Int>] {
        var found: [Range<Int>] = []
        try reader.readObject { name, reader throws(JSONError) in
            guard name == "Statement" else { return try reader.skipValue() }
            guard try reader.peek() == .array else {
                let start = reader.offset + 1
                try reader.skipValue()
                return found.append(start..<reader.offset)
            }
            try reader.readArray { reader throws(JSONError) in
                var start = reader.offset
                while start > 0, Self.isSpace(bytes[start - 1]) { start -= 1 }
                try reader.skipValue()
                found.append(start..<reader.offset)
            }
        }
        return found
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x0A, 0x0D, 0x09].contains(byte) }
}

/// Turns byte offsets into lines and columns; offsets are asked for in ascending order.
private struct PositionCounter {
    let bytes: [UInt8]
    private var offset = 0
    private var line = 1
    private var column = 1

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func position(at target: Int) -> StatementPositions.Position {
        while offset < target {
            let byte = bytes[offset]
            offset += 1
            if byte == 0x0A {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return StatementPositions.Position(line: line, column: column)
    }
}
