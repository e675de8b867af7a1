import KMSModel
import ServiceKit

extension KMS {
    /// Keys themselves: made, described, enabled, tagged, deleted.
    var keyOperations: [Operation] {
        [
            Operation(
                reply: KMSOperations.describeKey,
                on: { input, scope in
                    let call = KeyCall(.describeKey, grantTokens: input.grantTokens)
                    return try key(input.keyId, .keysAndAliases, for: call, in: scope)
                },
                perform: describeKey)
        ]
    }
}
