import AWSProtocols
import KMSModel
import ServiceKit
import Store

/// One page of a list, with the members that KMS's list operations answer.
struct MarkedPage<Record: StoredRecord> {
    let records: [Record]
    let nextMarker: String?

    var isTruncated: Bool { nextMarker != nil }
}

/// Limit and Marker of a list operation.
struct PageRequest {
    let limit: Int
    let marker: String?

    /// - Parameter standard: how many records a page has where the caller does not say.
    init(_ limit: Int?, _ marker: String?, standard: Int) {
        self.limit = limit ?? standard
        self.marker = marker
    }
}

extension KMS {
    /// Throws InvalidMarkerException for a marker that this list, for this caller, has not given out.
    func page<Record: StoredRecord>(
        _ type: Record.Type, in place: RecordScope, where predicate: Predicate? = nil, _ request: PageRequest,
        for scope: RequestScope
    ) async throws -> MarkedPage<Record> {
        let query = RecordQuery(Record.kind, in: place, where: predicate)
        do {
            let page = try await store.read { [pageTokens] transaction in
                try transaction.page(
                    Record.self, of: query, limit: request.limit, token: request.marker, tokens: pageTokens,
                    context: scope.account.description)
            }
            return MarkedPage(records: page.records.map(\.record), nextMarker: page.nextToken)
        } catch StoreError.pageTokenRefused {
            throw AWSError.invalidMarker
        }
    }

    /// One page of a short list of names that is kept within a record, in the order given.
    /// - Parameter list: names the list, so that its markers are of no use to another.
    func page(
        of names: [String], list: String, _ request: PageRequest, for scope: RequestScope
    ) throws -> (names: [String], nextMarker: String?) {
        let query = RecordQuery(RecordKind(list), in: .region(scope.account, scope.region))
        var rest = names[...]
        if let marker = request.marker {
            guard let last = try? pageTokens.position(from: marker, of: query).key.id else {
                throw AWSError.invalidMarker
            }
            rest = rest.drop { $0 <= last }
        }
        let page = Array(rest.prefix(request.limit))
        guard page.count < rest.count, let last = page.last else { return (page, nil) }
        let key = RecordKey(account: scope.account, region: scope.region, id: last)
        return (page, pageTokens.token(for: RecordPosition(value: nil, key: key), of: query))
    }
}

extension AWSError {
    fileprivate static let invalidMarker = AWSError(.invalidMarkerException, "The marker is not valid.")
}
