import Essentials
import Testing

@testable import ManagementPolicies

/// Random trees of tag policies, merged by the engine and by the reference.
@Suite struct ReferenceTests {
    @Test(arguments: 0..<400)
    func mergesAsTheReferenceDoes(_ seed: UInt64) throws {
        var random = TagPolicies(seed: seed)
        var reference = ReferenceMerge()
        var levels: [[EffectivePolicy.Attachment]] = []
        for _ in 0..<4 {
            let documents = (0..<Int.random(in: 0...3, using: &random.generator)).map { _ in random.document() }
            reference.apply(documents)
            levels.append(
                try documents.enumerated().map { index, document in
                    let policy = try ManagementPolicy(parsing: TagPolicies.json(of: document).bytes, as: .tag)
                    return EffectivePolicy.Attachment(id: "p-\(index)", policy: policy)
                })
        }
        let merged = EffectivePolicy(of: .tag, merging: levels)
        #expect(Self.leaves(merged.content) == reference.values, "\(merged.content.text)")
    }

    /// The lists of a document by their paths.
    private static func leaves(_ json: JSON, at path: [String] = []) -> [[String]: [String]] {
        if let values = json.array { return [path: values.compactMap(\.string)] }
        return (json.object?.members ?? []).reduce(into: [:]) { found, member in
            found.merge(leaves(member.value, at: path + [member.name])) { first, _ in first }
        }
    }
}

/// Draws tag policies over a few keys and values, so that they meet often.
struct TagPolicies {
    var generator: Generator

    init(seed: UInt64) { generator = Generator(state: seed) }

    /// SplitMix64.
    struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
            return mixed ^ mixed >> 31
        }
    }

    mutating func document() -> ReferenceMerge.Document {
        var document: ReferenceMerge.Document = []
        document.append((["tags"], .init(allowed: control())))
        for tag in ["a", "b"] where Bool.random(using: &generator) {
            document.append((["tags", tag], .init(allowed: control())))
            for leaf in ["tag_value", "enforced_for"] where Bool.random(using: &generator) {
                var entry = ReferenceMerge.Entry(
                    assign: list(), append: list(), remove: list(), allowed: control())
                if entry.assign == nil, entry.append == nil, entry.remove == nil { entry.append = ["s:0"] }
                document.append((["tags", tag, leaf], entry))
            }
        }
        return document
    }

    private mutating func control() -> Set<String>? {
        guard Int.random(in: 0..<4, using: &generator) == 0 else { return nil }
        return ReferenceMerge.all.filter { _ in Bool.random(using: &generator) }
    }

    private mutating func list() -> [String]? {
        guard Int.random(in: 0..<3, using: &generator) == 0 else { return nil }
        return (0..<4).filter { _ in Bool.random(using: &generator) }.map { "s:\($0)" }
    }

    static func json(of document: ReferenceMerge.Document) -> JSON {
        var json = JSON.Object()
        for (path, entry) in document { set(entry, at: path[...], in: &json) }
        return .object(json)
    }

    private static func set(_ entry: ReferenceMerge.Entry, at path: ArraySlice<String>, in json: inout JSON.Object) {
        guard let first = path.first else {
            json["@@assign"] = entry.assign.map(array)
            json["@@append"] = entry.append.map(array)
            json["@@remove"] = entry.remove.map(array)
            json["@@operators_allowed_for_child_policies"] = entry.allowed.map {
                $0.isEmpty ? ["@@none"] : array($0.sorted())
            }
            return
        }
        var inner = json[first]?.object ?? JSON.Object()
        set(entry, at: path.dropFirst(), in: &inner)
        json[first] = .object(inner)
    }

    private static func array(_ values: [String]) -> JSON { .array(values.map(JSON.string)) }
}
