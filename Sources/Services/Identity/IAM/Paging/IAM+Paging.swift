import AWSProtocols
import Essentials
import ServiceKit
import Store

/// One page of a list, with the members that IAM's list operations answer.
struct Page<Element> {
    let elements: [Element]
    /// Where the next page begins; nil on the last.
    let marker: String?

    var isTruncated: Bool { marker != nil }

    func map<Other>(_ transform: (Element) throws -> Other) rethrows -> Page<Other> {
        Page<Other>(elements: try elements.map(transform), marker: marker)
    }
}

extension Page: Sendable where Element: Sendable {}

extension IAM {
    /// A page of stored records, in order of name. Throws ValidationError for a marker that this list, for this
    /// account, has not given out.
    func page<Record: StoredRecord>(
        _ type: Record.Type, in place: RecordScope, where predicate: Predicate? = nil, _ input: some PagedInput,
        for scope: RequestScope
    ) async throws -> Page<Record> {
        let query = RecordQuery(Record.kind, in: place, where: predicate)
        let (size, marker) = (input.pageSize, input.marker)
        do {
            let page = try await store.read { [pageTokens] transaction in
                try transaction.page(
                    Record.self, of: query, limit: size, token: marker, tokens: pageTokens,
                    context: scope.account.description)
            }
            return Page(elements: page.records.map(\.record), marker: page.nextToken)
        } catch StoreError.pageTokenRefused {
            throw AWSError.invalidMarker
        }
    }

    /// The same of the account's entities below a path.
    func page<Record: StoredRecord>(
        _ type: Record.Type, below input: some PathInput, for scope: RequestScope
    ) async throws -> Page<Record> {
        let isBelow = input.pathPrefix.flatMap { $0 == "/" ? nil : Predicate.hasPrefix(.path, $0) }
        return try await page(type, in: .account(scope.account), where: isBelow, input, for: scope)
    }

    /// A page of a list that is held in memory.
    /// - Parameters:
    ///   - elements: in ascending order of `place`
    ///   - list: names the list, so that its markers are of no use to another
    ///   - place: says where an element stands; at most 150 bytes, for markers are short of room
    ///   - isWanted: asked of no more elements than the page needs
    func page<Element>(
        of elements: [Element], list: String, at place: (Element) -> String, _ input: some PagedInput,
        size: Int? = nil, for scope: RequestScope, where isWanted: (Element) throws -> Bool = { _ in true }
    ) throws -> Page<Element> {
        let query = RecordQuery(RecordKind(list), in: .account(scope.account))
        var rest = elements[...]
        if let marker = input.marker {
            guard let last = try? pageTokens.position(from: marker, of: query).key.id else {
                throw AWSError.invalidMarker
            }
            rest = rest.drop { place($0) <= last }
        }
        var page: [Element] = []
        for element in rest where try isWanted(element) {
            if page.count == size ?? input.pageSize, let last = page.last {
                let key = RecordKey(account: scope.account, region: nil, id: place(last))
                let position = RecordPosition(value: nil, key: key)
                return Page(elements: page, marker: pageTokens.token(for: position, of: query))
            }
            page.append(element)
        }
        return Page(elements: page, marker: nil)
    }
}

extension AWSError {
    static let invalidMarker = AWSError.validation("Invalid Marker.")
}
