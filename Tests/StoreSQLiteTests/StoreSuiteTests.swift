import Essentials
import Store
import StoreSQLite
import StoreTesting
import Testing

@Suite struct StoreSuiteTests {
    @Test(arguments: StoreSuite.checks)
    func memoryKeepsThePromise(_ check: StoreCheck) async throws {
        let store = try SQLiteStore.inMemory()
        try await check.run(on: store)
        try? await store.close()
    }

    @Test(arguments: StoreSuite.checks)
    func diskKeepsThePromise(_ check: StoreCheck) async throws {
        try await withTemporaryDirectory { path in
            let store = try SQLiteStore.open(in: DataDirectory(path))
            try await check.run(on: store)
            try? await store.close()
        }
    }

    /// Tight bounds make batches split and appends wait, which roomy ones never do.
    @Test(arguments: StoreSuite.checks)
    func tightBoundsKeepThePromise(_ check: StoreCheck) async throws {
        let limits = CommitLimits(
            groupEntries: 4, groupBytes: 100, batchJobs: 3, pendingEntries: 8, pendingBytes: 200)
        let store = try SQLiteStore.inMemory(limits: limits)
        try await check.run(on: store)
        try? await store.close()
    }
}
