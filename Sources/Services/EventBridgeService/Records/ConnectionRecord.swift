import Essentials
import EventBridgeModel
import Store

/// How requests to HTTP endpoints are authorised.
struct ConnectionRecord: StoredRecord, Hashable, EventBridgeResource {
    static let kind: RecordKind = "events.connection"
    static let resourceType = "connection"
    static let auditType = "AWS::Events::Connection"

    let account: AccountID
    let region: Region
    let name: String
    /// Tells it from others that had or will have its name.
    let id: String
    var description: String?
    var authorizationType: String
    var state: String
    var stateReason: String?
    var kmsKeyIdentifier: String?
    /// The name of the API key, the user or the client.
    var identity: String
    /// Of OAuth: where access tokens are to be had, and how they are asked for.
    var tokenEndpoint: String?
    var tokenMethod: String?
    /// ``ConnectionSecrets`` under the root key's seal; nil where the connection was deauthorized.
    var sealedSecrets: String?
    /// Grows with each change of what requests are authorised with.
    var revision = 1
    let created: Timestamp
    var modified: Timestamp
    var authorized: Timestamp?

    var key: RecordKey { RecordKey(account: account, region: region, id: name) }
    var arn: String { "arn:aws:events:\(region):\(account):connection/\(name)/\(id)" }
    var indexes: [IndexEntry] { [IndexEntry(.name, name), IndexEntry(.state, state)] }

    var modelState: ConnectionState? { ConnectionState(rawValue: state) }
    var isAuthorized: Bool { state == ConnectionState.authorized.rawValue }
}
