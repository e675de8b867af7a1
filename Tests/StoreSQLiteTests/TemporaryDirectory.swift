import Essentials
import Foundation

/// Runs `body` with the path of a new directory that is removed afterwards. The path does not exist yet.
func withTemporaryDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = "\(NSTemporaryDirectory())yagura-store-\(SystemRandom().uuid())"
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try await body(path)
}
