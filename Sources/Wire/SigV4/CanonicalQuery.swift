/// The query as signatures cover it: pairs sorted by name, then by value, each with its `=`.
enum CanonicalQuery {
    typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// One `name=value`, as places in the bytes of the query.
    private struct Pair {
        let name: Range<Int>
        let value: Range<Int>
    }

    static func append(
        _ query: Bytes, spelling: CanonicalRequest.Spelling, omitting omitted: [StaticString],
        to output: inout [UInt8]
    ) {
        guard !query.isEmpty else { return }
        switch spelling {
        case .asSent: appendSorted(query, omitting: omitted, to: &output)
        case .respelled:
            respelled(query).withUnsafeBufferPointer { appendSorted($0[...], omitting: omitted, to: &output) }
        }
    }

    private static func appendSorted(_ query: Bytes, omitting omitted: [StaticString], to output: inout [UInt8]) {
        var pairs: [Pair] = []
        var rest = query
        while true {
            let end = rest.firstIndex(of: ASCII.ampersand) ?? rest.endIndex
            let pair = rest[..<end]
            let name = pair.prefix { $0 != ASCII.equals }
            if !omitted.contains(where: { name == $0 }) {
                let value = pair[name.endIndex...].dropFirst()
                pairs.append(Pair(name: name.indices, value: value.indices))
            }
            guard end < rest.endIndex else { break }
            rest = rest[(end + 1)...]
        }
        pairs.sort { precedes($0, $1, in: query) }
        for (index, pair) in pairs.enumerated() {
            if index > 0 { output.append(ASCII.ampersand) }
            output.append(contentsOf: query[pair.name])
            output.append(ASCII.equals)
            output.append(contentsOf: query[pair.value])
        }
    }

    private static func precedes(_ left: Pair, _ right: Pair, in query: Bytes) -> Bool {
        let (leftName, rightName) = (query[left.name], query[right.name])
        if leftName.lexicographicallyPrecedes(rightName) { return true }
        if rightName.lexicographicallyPrecedes(leftName) { return false }
        return query[left.value].lexicographicallyPrecedes(query[right.value])
    }

    private static func respelled(_ query: Bytes) -> [UInt8] {
        var output: [UInt8] = []
        for (index, pair) in query.split(separator: ASCII.ampersand, omittingEmptySubsequences: false).enumerated() {
            if index > 0 { output.append(ASCII.ampersand) }
            let name = pair.prefix { $0 != ASCII.equals }
            output.append(contentsOf: PercentEncoding.respelled(name) { _ in false })
            output.append(ASCII.equals)
            output.append(contentsOf: PercentEncoding.respelled(pair[name.endIndex...].dropFirst()) { _ in false })
        }
        return output
    }
}
