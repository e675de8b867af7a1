import HTTPMessage

/// Finds the operation of a REST request by its method, path and query.
///
/// Literal segments win over labels and labels over greedy ones; of operations with the same path, the one that asks
/// for the most query parameters wins, and of twins such as S3's PutObject, CopyObject and UploadPart, the one with the most
/// required headers and query parameters that are all there. Source: Smithy specification, "http trait", URI patterns.
struct URIRouter: Sendable {
    private let routes: [String: [URITemplate]]

    init(_ operations: some Sequence<OperationModel>, _ shapes: [Shape]) {
        let templates = operations.map { operation in
            URITemplate(
                operation, requiredHeaders: Self.required(.header, of: operation, shapes).map { $0.lowercased() },
                requiredQueries: Self.required(.querystring, of: operation, shapes))
        }
        var routes = templates.sorted()
        for index in routes.indices {
            // Without a twin, a missing header or parameter is for validation to report.
            let isLastOfTwins = index + 1 == routes.count || !routes[index].isTwin(of: routes[index + 1])
            if isLastOfTwins { routes[index].dropRequirements() }
        }
        self.routes = Dictionary(grouping: routes, by: \.method)
    }

    private static func required(
        _ location: MemberModel.Location, of operation: OperationModel, _ shapes: [Shape]
    ) -> [String] {
        guard let input = operation.input else { return [] }
        let members = shapes[Int(input.index)].members
        return members.filter { $0.isRequired && $0.location == location }.map(\.wireName)
    }

    /// `path` and `query` as on the wire, still percent-encoded; `headers` by lower-case name.
    func match(method: String, path: Substring, query: Substring?, headers: HTTPHeaders) -> URIMatch? {
        let segments = URITemplate.segments(of: path)
        let parameters = URITemplate.parameters(of: query)
        for route in routes[method] ?? [] where route.acceptsQuery(parameters) {
            guard route.requiredHeaders.allSatisfy({ headers[$0] != nil }), let labels = route.match(segments) else {
                continue
            }
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
