import Store

/// What every driver must do, as checks that a test target runs against it:
///
///     @Test(arguments: StoreSuite.checks)
///     func keepsItsPromise(_ check: StoreCheck) async throws {
///         let store = try SQLiteStore.inMemory()
///         try await check.run(on: store)
///         try await store.close()
///     }
///
/// Each check needs an empty store of its own.
public enum StoreSuite {
    public static let checks: [StoreCheck] =
        recordChecks + uniquenessChecks + queryChecks + pagingChecks + transactionChecks + journalChecks
        + journalLifeChecks + journalIndexChecks + timelineChecks + observationChecks
}

/// One promise of the store's, and how to see that it is kept.
public struct StoreCheck: Sendable, CustomStringConvertible {
    /// The promise, as a statement.
    public let description: String
    private let body: @Sendable (any Store) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (any Store) async throws -> Void) {
        self.description = description
        self.body = body
    }

    /// Throws `StoreCheckFailure` when the promise is broken.
    public func run(on store: any Store) async throws { try await body(store) }
}

public struct StoreCheckFailure: Error, CustomStringConvertible {
    public let description: String
}

func expect(
    _ condition: Bool, _ message: @autoclosure () -> String = "expectation failed", file: StaticString = #fileID,
    line: UInt = #line
) throws {
    if !condition { throw StoreCheckFailure(description: "\(file):\(line): \(message())") }
}

func expectEqual<Value: Equatable>(
    _ found: Value, _ wanted: Value, file: StaticString = #fileID, line: UInt = #line
) throws {
    try expect(found == wanted, "found \(found), wanted \(wanted)", file: file, line: line)
}

/// Runs `body`, which must fail with `error`.
func expectError(
    _ error: StoreError, file: StaticString = #fileID, line: UInt = #line, _ body: () async throws -> Void
) async throws {
    do {
        try await body()
    } catch let found as StoreError {
        return try expectEqual(found, error, file: file, line: line)
    }
    throw StoreCheckFailure(description: "\(file):\(line): no error, wanted \(error)")
}
