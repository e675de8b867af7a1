import Essentials

/// Reads `Principal` or `NotPrincipal`.
struct PrincipalParser {
    let kind: PolicyKind
    let isNegated: Bool

    func parse(_ value: JSON) throws(PolicyError) -> PrincipalElement {
        var element = PrincipalElement(isNegated: isNegated)
        if let text = value.string {
            guard text == "*" else { throw .invalidPrincipal(type: "AWS", name: text) }
            element.includesEveryone = true
            return element
        }
        guard let object = value.object, !object.isEmpty else { throw .syntax(element: "Principal") }
        for member in object.members {
            let names = try member.value.requireStrings("Principal")
            guard !names.isEmpty else { throw .syntax(element: "Principal") }
            for name in names { try add(name, type: member.name, to: &element) }
        }
        return element
    }

    private func add(_ name: String, type: String, to element: inout PrincipalElement) throws(PolicyError) {
        guard !name.isEmpty, type == "AWS" || !name.utf8.contains(where: Self.isWildcard) else {
            throw .invalidPrincipal(type: type, name: name)
        }
        switch type {
        case "AWS": try addAccountPrincipal(name, to: &element)
        case "Service":
            guard kind != .trust || Self.isService(name) else { throw .invalidPrincipal(type: type, name: name) }
            element.services.append(name)
        case "Federated":
            guard kind != .trust || Self.isIdentityProvider(name) else { throw .invalidFederatedPrincipal }
            element.federated.append(name)
        case "CanonicalUser": element.canonicalUsers.append(name)
        default: throw .syntax(element: type)
        }
    }

    private func addAccountPrincipal(_ name: String, to element: inout PrincipalElement) throws(PolicyError) {
        if name == "*" {
            element.includesEveryone = true
        } else if let account = AccountID(name) {
            element.accounts.append(account)
        } else if let arn = ARN(name) {
            guard ["iam", "sts"].contains(arn.service), arn.region.isEmpty, let account = AccountID(arn.account),
                !name.utf8.contains(where: Self.isWildcard)
            else { throw .invalidPrincipal(type: "AWS", name: name) }
            if arn.service == "iam", arn.resource == "root" {
                element.accounts.append(account)
            } else {
                element.names.append(name)
            }
        } else if Self.isUniqueID(name) {
            element.names.append(name)
        } else {
            throw .invalidPrincipal(type: "AWS", name: name)
        }
    }

    /// Such as `ec2.amazonaws.com`.
    private static func isService(_ name: String) -> Bool {
        isDomain(name)
            && ["amazonaws.com", "amazonaws.com.cn", "amazon.com", "internal"].contains { domain in
                name.hasSuffix("." + domain)
            }
    }

    /// The ARN of a SAML or OIDC provider, or the name of a provider that needs none.
    private static func isIdentityProvider(_ name: String) -> Bool {
        guard let arn = ARN(name) else { return isDomain(name) }
        return arn.service == "iam" && arn.region.isEmpty && AccountID(arn.account) != nil
            && ["saml-provider/", "oidc-provider/"].contains(where: arn.resource.hasPrefix)
    }

    private static func isDomain(_ name: String) -> Bool {
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                !label.isEmpty && label.allSatisfy { $0.isASCIIAlphanumeric || $0 == UInt8(ascii: "-") }
            }
    }

    private static func isWildcard(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "*") || byte == UInt8(ascii: "?") }

    /// Such as `AIDA…` of a user and `AROA…` of a role.
    private static func isUniqueID(_ name: String) -> Bool {
        (16...128).contains(name.utf8.count) && name.hasPrefix("A")
            && name.utf8.allSatisfy { $0.isASCIIDigit || (0x41...0x5A).contains($0) }
    }
}
