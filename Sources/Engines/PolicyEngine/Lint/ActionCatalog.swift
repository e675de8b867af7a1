/// The actions of the services that are known whole, by service prefix.
public struct ActionCatalog: Sendable {
    private struct Action: Sendable {
        let name: String
        let folded: [UInt8]

        init(_ name: String) {
            self.name = name
            folded = name.utf8.map(\.asciiLowercased)
        }
    }

    private let actions: [String: [Action]]

    /// - Parameter actions: names such as `CreateKey`, by prefix such as `kms`.
    public init(_ actions: [String: [String]]) {
        self.actions = Dictionary(
            uniqueKeysWithValues: actions.map { service, names in
                (service, names.map { Action("\(service):\($0)") })
            })
    }

    public static let empty = ActionCatalog([:])

    func knows(_ service: String) -> Bool { actions[service] != nil }

    /// Whether a pattern matches any action; nil where its service is not known.
    func hasMatch(for pattern: String) -> Bool? {
        let folded = pattern.utf8.map(\.asciiLowercased)
        let service = String(decoding: folded.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
        guard let names = actions[service] else { return nil }
        let wildcard = Wildcard(folded)
        return names.contains { $0.folded.withUnsafeBufferPointer { wildcard.matches($0) } }
    }

    /// The action that is spelled most like an unknown one, such as `kms:Encrypt` for `kms:Encypt`.
    func nearest(to action: String) -> String? {
        let folded = action.utf8.map(\.asciiLowercased)
        guard folded.count <= Self.longestCompared, !folded.contains(UInt8(ascii: "*")) else { return nil }
        let service = String(decoding: folded.prefix { $0 != UInt8(ascii: ":") }, as: UTF8.self)
        let near = (actions[service] ?? []).map { (name: $0.name, distance: Self.distance(folded, $0.folded)) }
            .min { $0.distance < $1.distance }
        guard let near, near.distance <= Self.furthestSuggested else { return nil }
        return near.name
    }

    private static let longestCompared = 80
    private static let furthestSuggested = 3

    /// How many bytes have to be put in, taken out or changed (Levenshtein).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (i, a) in left.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, b) in right.enumerated() {
                let substitution = diagonal + (a == b ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(substitution, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[right.count]
    }
}
