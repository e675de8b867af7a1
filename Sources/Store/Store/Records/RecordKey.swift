import Essentials

/// Where a record lives: account, region and an id that is unique among the records of one kind in that place.
///
/// A nil account or region means that the record belongs to none, as an IAM user belongs to no region.
/// Keys are equal when their bytes are: unlike `String`, canonically equivalent ids of different bytes differ.
public struct RecordKey: Hashable, Sendable, CustomStringConvertible {
    public let account: AccountID?
    public let region: Region?
    public let id: String

    public init(account: AccountID?, region: Region?, id: String) {
        self.account = account
        self.region = region
        self.id = id
    }

    public var description: String { "\(account?.description ?? "-")/\(region?.description ?? "-")/\(id)" }

    public static func == (left: RecordKey, right: RecordKey) -> Bool {
        left.id.hasSameBytes(as: right.id) && left.account == right.account && left.region == right.region
    }

    // Equal bytes are canonically equivalent, so String's own hash agrees with the equality above.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(id)
        hasher.combine(account)
        hasher.combine(region)
    }
}
