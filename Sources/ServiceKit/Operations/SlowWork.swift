/// Cryptography that takes a millisecond or more: RSA's private operations, key pairs, the hashes of passwords.
public enum SlowWork {
    /// Runs `work` on the concurrent executor, so that no event loop waits for it, whatever the call runs on.
    public static func run<Result: Sendable>(_ work: @Sendable () throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(globalConcurrentExecutor) { try work() }
    }
}
