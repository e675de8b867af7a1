import Essentials

/// When a key's material is rotated by the clock. What was rotated stands with the materials.
/// Source: AWS KMS developer guide, "Rotate AWS KMS keys".
struct RotationSettings: Codable, Hashable, Sendable {
    static let defaultPeriodInDays = 365
    static let periodsInDays = 90...2560

    var periodInDays: Int
    var nextDate: Timestamp

    init(periodInDays: Int, from now: Timestamp) {
        self.periodInDays = periodInDays
        nextDate = now + .days(Int64(periodInDays))
    }

    /// Keeps to the dates that were set, but after a time in which nothing could be rotated begins anew from now.
    mutating func advance(at now: Timestamp) {
        let following = nextDate + .days(Int64(periodInDays))
        nextDate = following > now ? following : now + .days(Int64(periodInDays))
    }
}
