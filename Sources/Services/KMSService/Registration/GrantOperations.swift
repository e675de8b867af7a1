import KMSModel
import ServiceKit

extension KMS {
    /// Permission to use a key, given to one principal.
    var grantOperations: [Operation] {
        [
            Operation(
                change: KMSOperations.createGrant,
                on: { try key($0.keyId, for: .creatingGrant($0), in: $1) }, perform: createGrant),
            Operation(
                reply: KMSOperations.listGrants,
                on: { try key($0.keyId, for: .managingGrants(.listGrants), in: $1) }, perform: listGrants),
            Operation(
                reply: KMSOperations.listRetirableGrants,
                on: { _, scope in noKey(for: .listRetirableGrants, in: scope) }, perform: listRetirableGrants),
            Operation(change: KMSOperations.retireGrant, on: retirableGrant, perform: retireGrant),
            Operation(
                change: KMSOperations.revokeGrant,
                on: { try key($0.keyId, for: .managingGrants(.revokeGrant), in: $1) }, perform: revokeGrant),
        ]
    }
}
