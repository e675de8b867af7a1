/// A built-in schema that cannot be read: a defect of the program, found by the first load of that service.
public struct SchemaError: Error, Sendable, Equatable {
    public let service: ServiceID
    /// What is wrong, and where.
    public let reason: String
}
