import ServiceKit

/// The call that a key is used for, as whoever holds its material is told.
struct KeyOperation: Sendable {
    /// As AWS names it.
    let name: String
    let scope: RequestScope

    /// - Parameter name: ReEncrypt in one of its halves, too: `ReEncryptFrom`, `ReEncryptTo`.
    init(_ name: String, in scope: RequestScope) {
        self.name = name.hasPrefix("ReEncrypt") ? "ReEncrypt" : name
        self.scope = scope
    }
}
