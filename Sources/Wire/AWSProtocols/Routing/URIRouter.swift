/// Finds the operation of a REST request by its method, path and query.
///
/// Literal segments win over labels and labels over greedy ones; of operations with the same path, the one that asks
/// for the most query parameters wins. Source: Smithy specification, "http trait", URI patterns.
struct URIRouter: Sendable {
    private let routes: [URITemplate]

    init(_ operations: some Sequence<OperationModel>) {
        routes = operations.map { URITemplate($0) }.sorted()
    }

    /// `path` and `query` as on the wire, still percent-encoded.
    func match(method: String, path: Substring, query: Substring?) -> URIMatch? {
        let segments = URITemplate.segments(of: path)
        for route in routes where route.method == method {
            guard let labels = route.match(segments), route.acceptsQuery(query) else { continue }
            return URIMatch(operation: route.operation, labels: labels)
        }
        return nil
    }
}

/// An operation found by its URI, and what its labels stand for.
struct URIMatch: Sendable, Equatable {
    let operation: String
    /// Label name → text as on the wire, still percent-encoded.
    let labels: [String: String]
}
