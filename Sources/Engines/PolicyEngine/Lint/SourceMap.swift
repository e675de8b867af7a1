import Essentials

/// Finds lines and quoted texts in a document.
struct SourceMap {
    private let document: [UInt8]
    /// Where each line begins.
    private let lines: [Int]

    init(_ document: [UInt8]) {
        self.document = document
        lines = [0] + document.indices.filter { document[$0] == UInt8(ascii: "\n") }.map { $0 + 1 }
    }

    /// From 1.
    func line(at offset: Int) -> Int {
        var (low, high) = (0, lines.count)
        while high - low > 1 {
            let middle = (low + high) / 2
            if lines[middle] <= offset { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// Where a JSON string of this text begins; nil where none is spelled so.
    func offset(of text: String, in range: Range<Int>?) -> Int? {
        let quoted = JSON.string(text).bytes
        let range = range ?? document.indices
        guard quoted.count <= range.count else { return nil }
        return (range.lowerBound...(range.upperBound - quoted.count)).first { start in
            document[start] == quoted[0] && document[start..<(start + quoted.count)].elementsEqual(quoted)
        }
    }
}
