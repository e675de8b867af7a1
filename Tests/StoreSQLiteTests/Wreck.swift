import Foundation
import Store
import StoreSQLite

/// What a server that was killed leaves: a database, the log beside it, and the log's index.
struct Wreck {
    static let commits = 6
    static let frameLength = 24 + 4096

    let path: String
    var log: String { "\(path)/state.sqlite-wal" }

    /// Runs `body` with what a store left after some commits, each of its own.
    static func with(index hasIndex: Bool, _ body: (Wreck) async throws -> Void) async throws {
        try await withTemporaryDirectory { path in
            let wreck = Wreck(path: path + "-wreck")
            defer { try? FileManager.default.removeItem(atPath: wreck.path) }
            let store = try SQLiteStore.open(in: DataDirectory(path))
            for number in 0..<commits {
                let text = String(repeating: "text", count: 100)
                _ = try await store.write { try $0.insert(Note("n\(number)", text)) }
            }
            try FileManager.default.copyItem(atPath: path, toPath: wreck.path)
            try await store.close()
            if !hasIndex { try FileManager.default.removeItem(atPath: "\(wreck.path)/state.sqlite-shm") }
            try await body(wreck)
        }
    }

    func content() throws -> [UInt8] { Array(try Data(contentsOf: URL(fileURLWithPath: log))) }

    func replaceLog(_ bytes: some Collection<UInt8>) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: log))
    }

    /// How many of the commits a start finds.
    func open() async throws -> Int {
        let store = try SQLiteStore.open(in: DataDirectory(path))
        let found = try await store.read { try $0.count(Note.self, in: .everywhere) }
        try await store.close()
        return found
    }

    /// Where frames begin that end a transaction.
    static func commitFrames(_ log: [UInt8]) -> [Int] {
        stride(from: 32, to: log.count, by: frameLength).filter { log[$0 + 4..<$0 + 8].contains { $0 != 0 } }
    }
}
