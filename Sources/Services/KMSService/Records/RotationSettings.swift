import Essentials

/// How a key's material is rotated.
/// Source: AWS KMS developer guide, "Rotate AWS KMS keys".
struct RotationSettings: Codable, Hashable, Sendable {
    static let defaultPeriodInDays = 365

    /// Whether automatic rotation is on.
    var isEnabled = false
    var periodInDays = defaultPeriodInDays
    /// When automatic rotation is next due; nil while it is off.
    var nextDate: Timestamp?
    /// When the on-demand rotation that is under way began.
    var onDemandStart: Timestamp?
    /// How many on-demand rotations have been made; AWS allows a number of them in a key's lifetime.
    var onDemandCount = 0
}
