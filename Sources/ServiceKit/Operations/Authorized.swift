/// A resource that the caller may act on. Only the pipeline can make one, after the policies have allowed it, so an
/// operation that takes its resource in this form cannot have forgotten to ask.
public struct Authorized<Resource: Sendable>: Sendable {
    public let value: Resource

    init(_ value: Resource, _: Permit) { self.value = value }
}

/// The proof that every access check of a call has passed.
struct Permit: Sendable {
    fileprivate init() {}

    /// The one place where permission is granted: `checks` has thrown for anything that was not allowed.
    static func granted(after checks: () async throws -> Void) async rethrows -> Permit {
        try await checks()
        return Permit()
    }
}
