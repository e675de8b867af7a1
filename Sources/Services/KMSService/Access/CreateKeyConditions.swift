import Essentials
import KMSModel
import PolicyEngine

/// The condition keys of CreateKey: what is asked for, or what it defaults to.
struct CreateKeyConditions: Sendable {
    let input: CreateKeyRequest
    let account: AccountID

    func value(forKey name: String) -> ContextValue? {
        switch name {
        case "kms:calleraccount": .one(account.description)
        case "kms:keyspec", "kms:customermasterkeyspec":
            .one(input.keySpec?.rawValue ?? input.customerMasterKeySpec?.rawValue ?? "SYMMETRIC_DEFAULT")
        case "kms:keyusage", "kms:customermasterkeyusage": .one(input.keyUsage?.rawValue ?? "ENCRYPT_DECRYPT")
        case "kms:keyorigin": .one(input.origin?.rawValue ?? "AWS_KMS")
        case "kms:multiregion": .one(input.multiRegion == true ? "true" : "false")
        case "kms:multiregionkeytype": input.multiRegion == true ? "PRIMARY" : nil
        case "kms:bypasspolicylockoutsafetycheck": .bool(input.bypassPolicyLockoutSafetyCheck)
        default: TagConditions(input.tags ?? []).value(forKey: name)
        }
    }
}

extension ContextValue {
    /// A Boolean parameter that the request may have left out.
    static func bool(_ value: Bool?) -> ContextValue? { value.map { .one($0 ? "true" : "false") } }
}
