import Essentials
import Store
import Testing

@testable import StoreSQLite

@Suite struct ReadingAtOnceTests {
    /// More at a time than there are connections, and than the concurrent executor has threads.
    @Test(.timeLimit(.minutes(1))) func readsOfBothSortsDoNotWaitForEachOtherForever() async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            let key = RecordKey(account: nil, region: nil, id: "none")
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        for _ in 0..<20 {
                            let last = try await store.read { try $0.lastSequence(in: "none") }
                            #expect(last == 0)
                            #expect(try store.row("test.none", key) == nil)
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await store.close()
        }
    }
}
