import Essentials

/// The merge of tag policies once more, as simply as it can be said: a table of values by path, level after level.
struct ReferenceMerge {
    /// What one policy says at one path: operators with their values, and what it lets children do.
    struct Entry {
        var assign: [String]?
        var append: [String]?
        var remove: [String]?
        var allowed: Set<String>?
    }

    typealias Document = [(path: [String], entry: Entry)]

    private(set) var values: [[String]: [String]] = [:]
    private var allowed: [[String]: Set<String>] = [[]: Self.all]

    static let all: Set = ["@@assign", "@@append", "@@remove"]

    /// Policies of one level, in the order of their attachment.
    mutating func apply(_ level: [Document]) {
        let before = allowed
        for path in Set(level.joined().map(\.path)).sorted(by: { $0.count < $1.count }) {
            guard isReachable(path, before) else { continue }
            let entries = level.flatMap { document in document.filter { $0.path == path }.map(\.entry) }
            let operators = before[path] ?? Self.all
            merge(entries, at: path, operators)
            for control in entries.compactMap(\.allowed) {
                allowed[path] = (allowed[path] ?? Self.all).intersection(control)
            }
            for length in 0...path.count where allowed[Array(path.prefix(length))] == nil {
                allowed[Array(path.prefix(length))] = Self.all
            }
        }
    }

    /// Whether every key of the path was there before, or the first that was not may be added.
    private func isReachable(_ path: [String], _ before: [[String]: Set<String>]) -> Bool {
        for length in 1...path.count where before[Array(path.prefix(length))] == nil {
            let parent = before[Array(path.prefix(length - 1))] ?? Self.all
            return parent.contains("@@assign") || parent.contains("@@append")
        }
        return true
    }

    private mutating func merge(_ entries: [Entry], at path: [String], _ operators: Set<String>) {
        if operators.contains("@@assign"), let first = entries.compactMap(\.assign).first {
            values[path] = first
        } else if operators.contains("@@remove"), let present = values[path] {
            let left = present.filter { value in !entries.contains { $0.remove?.contains(value) == true } }
            values[path] = left.isEmpty && !present.isEmpty ? nil : left
        }
        guard operators.contains("@@append"), entries.contains(where: { $0.append != nil }) else { return }
        for value in entries.compactMap(\.append).joined() where values[path]?.contains(value) != true {
            values[path, default: []].append(value)
        }
        if values[path] == nil { values[path] = [] }
    }
}
