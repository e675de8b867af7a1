import Essentials

/// One resource of a call that succeeded and is on record.
public struct ResourceUse: Sendable, Hashable {
    /// The resource's ARN.
    public let resource: String
    /// As the API calls it, such as `Decrypt`.
    public let operation: String
    public let time: Timestamp
    public let requestID: String
    /// The event id of the record that the resource's owner has of the call.
    public let eventID: String
}
