import Essentials

/// Reads a pattern into its conjunctions.
struct PatternParser {
    private enum Member {
        case values([ValueTest])
        /// The conjunctions of an object or of `$or`.
        case conditions([Conjunction])
    }

    var reader: JSONReader
    private var complexity = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { reader = JSONReader(bytes, maximumDepth: 64) }

    mutating func parse() throws(PatternError) -> [Conjunction] {
        guard try peek() == .object else { throw error("Filter is not an object") }
        let conjunctions = try object(at: [])
        do { try reader.requireEnd() } catch { throw PatternError(error) }
        return conjunctions
    }

    private mutating func object(at path: [[UInt8]]) throws(PatternError) -> [Conjunction] {
        // Of two members of one name the last counts.
        var (names, members): ([String], [String: Member]) = ([], [:])
        var inner = self
        try reader.readObject { (name, reader) throws(PatternError) in
            inner.reader = reader
            if members[name] == nil { names.append(name) }
            members[name] = try inner.member(name, at: path)
            reader = inner.reader
        }
        complexity = inner.complexity
        guard !names.isEmpty else { throw PatternError("Empty objects are not allowed", at: reader.offset) }
        var conjunctions: [Conjunction] = [[]]
        for name in names {
            switch members[name] {
            case .values(let tests):
                let condition = FieldCondition(path: path + Self.segments(name), tests: tests)
                for index in conjunctions.indices { conjunctions[index].append(condition) }
            case .conditions(let choices): conjunctions = try combine(conjunctions, choices)
            case nil: break
            }
        }
        return conjunctions
    }

    private mutating func member(_ name: String, at path: [[UInt8]]) throws(PatternError) -> Member {
        switch try peek() {
        case .object: return .conditions(try object(at: path + Self.segments(name)))
        case .array where name == "$or" && isChoice: return .conditions(try choice(at: path))
        case .array: return .values(try values())
        default: throw error("\"\(name)\" must be an object or an array")
        }
    }

    static func segments(_ name: String) -> [[UInt8]] {
        name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).map { Array($0) }
    }

    private func combine(_ left: [Conjunction], _ right: [Conjunction]) throws(PatternError) -> [Conjunction] {
        guard left.count * right.count <= EventPattern.combinationLimit else {
            throw PatternError(
                "Rule contains too many $or combinations, at most \(EventPattern.combinationLimit) are allowed",
                at: reader.offset)
        }
        return left.flatMap { first in right.map { first + $0 } }
    }

    /// Whether the array ahead is of objects that hold conditions. Else `$or` is a field like any other.
    private var isChoice: Bool {
        var ahead = reader
        guard let elements = try? ahead.readValue().array, elements.count > 1 else { return false }
        return elements.allSatisfy { element in
            guard let names = element.object?.names, !names.isEmpty else { return false }
            return names.allSatisfy { !Self.operators.contains($0) }
        }
    }

    private mutating func choice(at path: [[UInt8]]) throws(PatternError) -> [Conjunction] {
        var choices: [Conjunction] = []
        var inner = self
        try reader.readArray { (reader) throws(PatternError) in
            inner.reader = reader
            choices += try inner.object(at: path)
            reader = inner.reader
            guard choices.count <= EventPattern.combinationLimit else {
                throw PatternError(
                    "Rule contains too many $or combinations, at most \(EventPattern.combinationLimit) are allowed",
                    at: reader.offset)
            }
        }
        complexity = inner.complexity
        return choices
    }

    private mutating func values() throws(PatternError) -> [ValueTest] {
        var tests: [ValueTest] = []
        var inner = self
        try reader.readArray { (reader) throws(PatternError) in
            inner.reader = reader
            tests.append(try inner.value())
            reader = inner.reader
        }
        complexity = inner.complexity
        guard !tests.isEmpty else { throw PatternError("Empty arrays are not allowed", at: reader.offset) }
        return tests
    }

    private mutating func value() throws(PatternError) -> ValueTest {
        switch try peek() {
        case .string: return .equals(.string(Array(try string().utf8)))
        case .number, .bool, .null: return .equals(.literal(try literal()))
        case .object: return try matchExpression()
        case .array: throw error("Match value must be String, number, true, false, or null")
        }
    }

    /// Counts the work that a wildcard is.
    mutating func admit(_ wildcard: Wildcard) throws(PatternError) {
        complexity += wildcard.complexity
        guard complexity <= EventPattern.complexityLimit else {
            throw PatternError(
                "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences "
                    + "after a wildcard character", at: reader.offset)
        }
    }
}

// Reading with places: AWS tells how far its parser had come, which is behind the quote of a string, and behind the
// whole of any other value.
extension PatternParser {
    mutating func peek() throws(PatternError) -> JSONReader.Kind {
        do { return try reader.peek() } catch { throw PatternError(error) }
    }

    mutating func string() throws(PatternError) -> String {
        do { return try reader.readString() } catch { throw PatternError(error) }
    }

    /// The spelling of a number, `true`, `false` or `null`.
    mutating func literal() throws(PatternError) -> [UInt8] {
        do { return try reader.readSpelling() } catch { throw PatternError(error) }
    }

    /// An error about the value ahead.
    func error(_ reason: String) -> PatternError {
        var ahead = reader
        switch try? ahead.peek() {
        case .number, .bool, .null: try? ahead.skipValue()
        default: return PatternError(reason, at: ahead.offset + 1)
        }
        return PatternError(reason, at: ahead.offset)
    }
}
