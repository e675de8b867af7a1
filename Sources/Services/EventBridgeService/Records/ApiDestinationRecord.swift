import Essentials
import EventBridgeModel
import Store

/// An HTTP endpoint that events are sent to.
struct ApiDestinationRecord: StoredRecord, Hashable, EventBridgeResource {
    static let kind: RecordKind = "events.apiDestination"
    static let resourceType = "api-destination"
    static let auditType = "AWS::Events::ApiDestination"

    let account: AccountID
    let region: Region
    let name: String
    let id: String
    var description: String?
    var connectionARN: String
    /// With `*` in place of what each target fills in.
    var endpoint: String
    var method: String
    var rate: Int?
    let created: Timestamp
    var modified: Timestamp

    var key: RecordKey { RecordKey(account: account, region: region, id: name) }
    var arn: String { "arn:aws:events:\(region):\(account):api-destination/\(name)/\(id)" }
    var indexes: [IndexEntry] { [IndexEntry(.name, name), IndexEntry(.connection, connectionARN)] }

    /// The name of the connection.
    var connectionName: String {
        let parts = connectionARN.split(separator: "/")
        return parts.count > 1 ? String(parts[1]) : ""
    }
}

extension ReadTransaction {
    /// The connection of a destination; nil where it is gone, whatever has its name now.
    func connection(of destination: ApiDestinationRecord) throws -> ConnectionRecord? {
        let key = RecordKey(
            account: destination.account, region: destination.region, id: destination.connectionName)
        let record = try get(ConnectionRecord.self, key)?.record
        return record?.arn == destination.connectionARN ? record : nil
    }
}
