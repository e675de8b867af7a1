import KMSModel
import ServiceKit

extension KMS {
    /// Keys themselves: made, described, enabled, deleted.
    var keyOperations: [Operation] {
        [
            Operation(
                change: KMSOperations.createKey, on: newKey,
                creates: { [$0.keyMetadata.flatMap(AuditResource.init(of:))].compactMap(\.self) }, perform: createKey),
            Operation(
                reply: KMSOperations.describeKey,
                on: { input, scope in
                    let call = KeyCall(.describeKey, grantTokens: input.grantTokens)
                    return try key(input.keyId, .keysAndAliases, for: call, in: scope)
                }, perform: describeKey),
            Operation(
                reply: KMSOperations.getKeyLastUsage,
                on: { try key($0.keyId, for: KeyCall(.getKeyLastUsage), in: $1) }, perform: getKeyLastUsage),
            Operation(
                reply: KMSOperations.listKeys, on: { _, scope in noKey(for: .listKeys, in: scope) },
                perform: listKeys),
            Operation(
                change: KMSOperations.enableKey,
                on: { try key($0.keyId, for: KeyCall(.enableKey), in: $1) }, perform: enableKey),
            Operation(
                change: KMSOperations.disableKey,
                on: { try key($0.keyId, for: KeyCall(.disableKey), in: $1) }, perform: disableKey),
            Operation(
                change: KMSOperations.updateKeyDescription,
                on: { try key($0.keyId, for: KeyCall(.updateKeyDescription), in: $1) },
                perform: updateKeyDescription),
            Operation(
                change: KMSOperations.scheduleKeyDeletion,
                on: { try key($0.keyId, for: .schedulingDeletion($0), in: $1) }, perform: scheduleKeyDeletion),
            Operation(
                change: KMSOperations.cancelKeyDeletion,
                on: { try key($0.keyId, for: KeyCall(.cancelKeyDeletion), in: $1) }, perform: cancelKeyDeletion),
        ]
    }

    /// Policies and tags of keys.
    var keyAccessOperations: [Operation] {
        [
            Operation(change: KMSOperations.putKeyPolicy, on: keyForPolicy, perform: putKeyPolicy),
            Operation(
                reply: KMSOperations.getKeyPolicy,
                on: { try key($0.keyId, for: KeyCall(.getKeyPolicy), in: $1) }, perform: getKeyPolicy),
            Operation(
                reply: KMSOperations.listKeyPolicies,
                on: { try key($0.keyId, for: KeyCall(.listKeyPolicies), in: $1) }, perform: listKeyPolicies),
            Operation(
                change: KMSOperations.tagResource,
                on: { try key($0.keyId, for: .tagging($0.tags), in: $1) }, perform: tagResource),
            Operation(
                change: KMSOperations.untagResource,
                on: { try key($0.keyId, for: .untagging($0.tagKeys), in: $1) }, perform: untagResource),
            Operation(
                reply: KMSOperations.listResourceTags,
                on: { try key($0.keyId, for: KeyCall(.listResourceTags), in: $1) }, perform: listResourceTags),
        ]
    }
}
