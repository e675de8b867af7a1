import Essentials

@testable import AWSProtocols

/// Makes random structures of a shape's types, without heed to its constraints.
struct RandomDocuments {
    let model: ServiceModel
    var generator: SeededGenerator
    private static let alphabet: [Character] = [
        "a", "Z", "7", " ", "é", "日", "😀", "\"", "\\", "&", "%", "+", "<", "\n",
    ]

    mutating func structure(_ shape: Shape, depth: Int = 0) -> Structure {
        var structure = Structure()
        for member in shape.members where Bool.random(using: &generator) {
            guard let value = value(model.shape(member.shape), depth: depth + 1) else { continue }
            structure.append(member.name, value)
        }
        return structure
    }

    private mutating func value(_ shape: Shape, depth: Int) -> Document? {
        switch shape.kind {
        case .structure:
            guard depth < 4 else { return nil }
            let inside = structure(shape, depth: depth)
            return inside.isEmpty ? nil : .structure(inside)
        case .list:
            guard let element = shape.element else { return nil }
            let shape = model.shape(element.shape)
            return .list(
                (0..<Int.random(in: 1...3, using: &generator)).compactMap { _ in value(shape, depth: depth + 1) })
        case .map:
            guard let element = shape.element else { return nil }
            let shape = model.shape(element.shape)
            guard let value = value(shape, depth: depth + 1) else { return nil }
            return .map([.init(key: text(), value: value)])
        case .string: return .string(text())
        case .integer: return .integer(Int64(Int32.random(in: .min ... .max, using: &generator)))
        case .long: return .integer(Int64.random(in: .min ... .max, using: &generator))
        case .float, .double: return .double(Double.random(in: -1e9...1e9, using: &generator) + 0.5)
        case .boolean: return .bool(Bool.random(using: &generator))
        case .blob: return .blob((0..<5).map { _ in UInt8.random(in: 0...255, using: &generator) })
        case .timestamp:
            return .timestamp(Timestamp(milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &generator)))
        }
    }

    private mutating func text() -> String {
        String((0..<4).compactMap { _ in Self.alphabet.randomElement(using: &generator) })
    }
}

/// The same numbers at every run (xorshift).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
