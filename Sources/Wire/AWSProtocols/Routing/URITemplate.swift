/// The URI of an operation, taken apart: `/2015-03-31/functions/{FunctionName}/versions?list=all`.
struct URITemplate: Sendable {
    enum Segment: Sendable, Equatable {
        case literal(Substring)
        case label(String)
        /// Takes one segment or more, slashes included.
        case greedy(String)
    }

    let operation: String
    let method: String
    let segments: [Segment]
    /// Query parameters that must be present, with the value that they must have where one is written.
    let queries: [(name: Substring, value: Substring?)]

    /// Headers, in lower case, and query parameters without which the request is a twin's.
    private(set) var requiredHeaders: [String]
    private var requiredQueries: [String]

    init(_ operation: OperationModel, requiredHeaders: [String] = [], requiredQueries: [String] = []) {
        self.requiredHeaders = requiredHeaders
        self.requiredQueries = requiredQueries
        self.operation = operation.name
        method = operation.method
        let parts = operation.uri.split(separator: "?", maxSplits: 1)
        segments = Self.segments(of: parts.first ?? "").filter { !$0.isEmpty }.map(Self.segment)
        queries = parts.dropFirst().flatMap { Self.parameters(of: $0) }
    }

    /// The texts after each slash; a trailing slash makes an empty last one.
    static func segments(of path: Substring) -> [Substring] {
        Array(path.split(separator: "/", omittingEmptySubsequences: false).dropFirst())
    }

    private static func segment(_ text: Substring) -> Segment {
        guard text.hasPrefix("{"), text.hasSuffix("}") else { return .literal(text) }
        let name = text.dropFirst().dropLast()
        return name.hasSuffix("+") ? .greedy(String(name.dropLast())) : .label(String(name))
    }

    /// What the labels stand for, or nil where the path is another one.
    func match(_ path: [Substring]) -> [String: String]? {
        var labels: [String: String] = [:]
        var position = 0
        for (index, segment) in segments.enumerated() {
            guard position < path.count else { return nil }
            switch segment {
            case .literal(let text):
                guard path[position] == text else { return nil }
                position += 1
            case .label(let name):
                guard !path[position].isEmpty else { return nil }
                labels[name] = String(path[position])
                position += 1
            case .greedy(let name):
                let end = path.count - (segments.count - index - 1)
                guard end > position else { return nil }
                let text = path[position..<end].joined(separator: "/")
                if text.isEmpty { return nil }
                labels[name] = text
                position = end
            }
        }
        let isAtEnd = position == path.count || (position + 1 == path.count && path[position].isEmpty)
        return isAtEnd ? labels : nil
    }

    mutating func dropRequirements() {
        requiredHeaders = []
        requiredQueries = []
    }

    /// - Parameter present: the parameters of a query, as on the wire.
    func acceptsQuery(_ present: [(name: Substring, value: Substring?)]) -> Bool {
        if queries.isEmpty, requiredQueries.isEmpty { return true }
        if present.isEmpty { return false }
        let hasRequired = requiredQueries.allSatisfy { name in present.contains { $0.name == name[...] } }
        return hasRequired
            && queries.allSatisfy { wanted in
                present.contains { $0.name == wanted.name && (wanted.value == nil || $0.value == wanted.value) }
            }
    }

    /// The parameters of a query, as on the wire.
    static func parameters(of query: Substring?) -> [(name: Substring, value: Substring?)] {
        (query ?? "").split(separator: "&").map { item in
            let pair = item.split(separator: "=", maxSplits: 1)
            return (name: pair.first ?? "", value: pair.count == 2 ? pair[1] : nil)
        }
    }
}

extension URITemplate: Comparable {
    /// The more particular template first.
    static func < (left: URITemplate, right: URITemplate) -> Bool {
        let (first, second) = (left.segments.map(\.rank), right.segments.map(\.rank))
        if first != second { return first.lexicographicallyPrecedes(second) }
        if left.queries.count != right.queries.count { return left.queries.count > right.queries.count }
        if left.literals != right.literals { return left.literals.lexicographicallyPrecedes(right.literals) }
        if left.queryText != right.queryText { return left.queryText < right.queryText }
        if left.method != right.method { return left.method < right.method }
        if left.requirementCount != right.requirementCount { return left.requirementCount > right.requirementCount }
        // Of an operation and the one that took its place, such as PutBucketLifecycle and PutBucketLifecycleConfiguration,
        // the longer name is the newer one's.
        return left.operation + "~" < right.operation + "~"
    }

    /// Whether both match the same methods, paths and queries.
    func isTwin(of other: URITemplate) -> Bool {
        method == other.method && segments.map(\.rank) == other.segments.map(\.rank) && literals == other.literals
            && queryText == other.queryText
    }

    private var requirementCount: Int { requiredHeaders.count + requiredQueries.count }

    private var literals: [Substring] {
        segments.compactMap { segment in
            if case .literal(let text) = segment { text } else { nil }
        }
    }

    private var queryText: String {
        queries.map { "\($0.name)=\($0.value ?? "")" }.sorted().joined(separator: "&")
    }

    static func == (left: URITemplate, right: URITemplate) -> Bool { left.operation == right.operation }
}

extension URITemplate.Segment {
    fileprivate var rank: Int {
        switch self {
        case .literal: 0
        case .label: 1
        case .greedy: 2
        }
    }
}
