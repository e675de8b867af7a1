import Essentials

/// What of an entry the index needs.
public struct IndexableEntry: Hashable, Sendable {
    public let sequence: Int64
    public let time: Timestamp
    public let account: AccountID?
    public let region: Region?
    public var terms: [JournalTerm]
    /// Only where the entry was stored without terms, for whoever indexes it to find them in.
    public let body: [UInt8]

    public init(
        sequence: Int64, time: Timestamp, account: AccountID?, region: Region?, terms: [JournalTerm], body: [UInt8]
    ) {
        self.sequence = sequence
        self.time = time
        self.account = account
        self.region = region
        self.terms = terms
        self.body = body
    }
}

/// The index of entries that follow each other in a stream: for each term in each place, which of them have it.
public struct JournalRun: Sendable {
    package let stream: JournalStream
    package let sequences: ClosedRange<Int64>
    package let times: ClosedRange<Timestamp>
    /// By key, in the order of keys.
    package let postings: [(key: Int64, list: PostingList)]

    /// - Parameter entries: of the stream, in its order, and all that it has between the first and the last; nil where
    ///   there is none.
    public init?(of entries: [IndexableEntry], in stream: JournalStream) {
        guard let first = entries.first, let last = entries.last else { return nil }
        self.stream = stream
        sequences = first.sequence...last.sequence
        let times = entries.lazy.map(\.time)
        self.times = (times.min() ?? first.time)...(times.max() ?? last.time)
        var groups: [Group: [JournalPosition]] = [:]
        for entry in entries {
            let group = Group(account: entry.account, region: entry.region, terms: entry.terms)
            groups[group, default: []].append(JournalPosition(time: entry.time, sequence: entry.sequence))
        }
        postings = Self.postings(of: groups)
    }

    /// Most entries of a busy server have the terms of others, and are dealt with together.
    private struct Group: Hashable {
        let account: AccountID?
        let region: Region?
        let terms: [JournalTerm]
    }

    private static func postings(of groups: [Group: [JournalPosition]]) -> [(key: Int64, list: PostingList)] {
        var positions: [Int64: [JournalPosition]] = [:]
        for (group, members) in groups {
            let place = PostingKey.place(group.account, group.region)
            for term in Set(group.terms) {
                positions[PostingKey.key(term, in: place), default: []] += members
            }
        }
        return positions.sorted { $0.key < $1.key }.map { ($0.key, PostingList(unsorted: $0.value)) }
    }
}

/// What a posting is found by: the term, in the place.
package enum PostingKey {
    package static func place(_ account: AccountID?, _ region: Region?) -> UInt64 {
        JournalTerm("place", "\(account?.description ?? "")/\(region?.description ?? "")").number
    }

    package static func key(_ term: JournalTerm, in place: UInt64) -> Int64 {
        Int64(bitPattern: JournalTerm.mixed(term.number ^ place))
    }
}
