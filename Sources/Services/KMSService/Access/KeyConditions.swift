import Essentials
import PolicyEngine
import ServiceKit

/// The condition keys of a call on a key, by lower-cased name.
/// Source: AWS KMS developer guide, "AWS KMS condition keys".
struct KeyConditions: Sendable {
    let key: LoadedKey
    let call: KeyCall
    /// The alias that the call named the key by.
    let alias: String?
    let callerAccount: AccountID
    let directory: KeyDirectory

    func value(forKey name: String) -> ContextValue? {
        call.conditions(name) ?? callValue(forKey: name) ?? keyValue(forKey: name)
    }

    private func callValue(forKey name: String) -> ContextValue? {
        switch name {
        case "kms:calleraccount": return .one(callerAccount.description)
        case "kms:requestalias": return alias.map(ContextValue.one)
        default: return Self.value(of: call.encryptionContext, forKey: name)
        }
    }

    /// The condition keys of an encryption context.
    static func value(of context: [String: String], forKey name: String) -> ContextValue? {
        guard name != "kms:encryptioncontextkeys" else {
            return context.isEmpty ? nil : .many(context.keys.sorted())
        }
        return entry(of: context, under: "kms:encryptioncontext:", name)
    }

    private func keyValue(forKey name: String) -> ContextValue? {
        let record = key.record
        switch name {
        case "kms:keyspec", "kms:customermasterkeyspec": return .one(record.spec.rawValue)
        case "kms:keyusage", "kms:customermasterkeyusage": return .one(record.usage.rawValue)
        case "kms:keyorigin": return .one(record.origin.rawValue)
        case "kms:multiregion": return .one(record.multiRegion == nil ? "false" : "true")
        case "kms:multiregionkeytype":
            return record.multiRegion.map { .one($0.primaryRegion == record.region ? "PRIMARY" : "REPLICA") }
        case "kms:resourcealiases":
            // A list that cannot be read is an absent key: what depends on it is not allowed.
            return (try? directory.aliasNames(of: record.key)).map(ContextValue.many)
        default: break
        }
        return Self.entry(of: record.tags, under: "aws:resourcetag/", name)
    }

    /// The value whose name follows `prefix` in a condition key. Such names are case-insensitive: where several entries
    /// differ in case alone, all of their values, so that none of them hides another.
    static func entry(of entries: [String: String], under prefix: String, _ name: String) -> ContextValue? {
        guard !entries.isEmpty, name.utf8.starts(with: prefix.utf8) else { return nil }
        let wanted = name.utf8.dropFirst(prefix.utf8.count)
        let values = entries.filter { $0.key.lowercased().utf8.elementsEqual(wanted) }.values
        guard let only = values.first, values.count == 1 else { return values.isEmpty ? nil : .many(values.sorted()) }
        return .one(only)
    }
}
