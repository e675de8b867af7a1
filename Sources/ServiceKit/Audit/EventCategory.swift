/// What sort of event a call is to CloudTrail.
///
/// Source: CloudTrail user guide, "CloudTrail record contents", `eventCategory`.
public enum EventCategory: String, Sendable, Hashable {
    /// A call that makes, changes or describes resources, and all of KMS: on record whatever trails there are.
    case management = "Management"
    /// A call on what is inside a resource, such as an object of a bucket.
    case data = "Data"
}
