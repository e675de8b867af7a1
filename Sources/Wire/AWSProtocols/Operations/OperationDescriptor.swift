/// Ties an operation's name to the Swift types of its input and output.
public struct OperationDescriptor<Input: ModelInput, Output: ModelOutput>: Sendable {
    public let service: ServiceID
    /// As on the wire, such as `GenerateDataKey`.
    public let name: String

    public init(_ service: ServiceID, _ name: String) {
        self.service = service
        self.name = name
    }
}
