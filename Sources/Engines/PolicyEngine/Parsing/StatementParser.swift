import Essentials

/// Reads one statement by the grammar of its policy's kind.
struct StatementParser {
    let kind: PolicyKind
    let values: PatternParser

    private static let elements: Set = [
        "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
    ]

    func parse(_ object: JSON.Object, index: Int) throws(PolicyError) -> Statement {
        for name in object.names where !Self.elements.contains(name) { throw .syntax(element: name) }
        let effect = try effect(object["Effect"])
        let statement = Statement(
            index: index, sid: try sid(object["Sid"]), effect: effect, principals: try principals(object),
            actions: try ActionParser(kind: kind).parse(object),
            resources: try ResourceParser(kind: kind, values: values).parse(object),
            conditions: try ConditionParser(values: values).parse(object["Condition"]))
        try OrganizationPolicyRules(kind: kind).check(object, statement)
        return statement
    }

    private func effect(_ value: JSON?) throws(PolicyError) -> Effect {
        guard let effect = value?.string.flatMap(Effect.init(rawValue:)) else { throw .syntax(element: "Effect") }
        return effect
    }

    private func sid(_ value: JSON?) throws(PolicyError) -> String? {
        guard let value else { return nil }
        let sid = try value.requireString("Sid")
        // Services with resource policies allow more, such as the spaces of the default key policy.
        guard kind == .resource || sid.utf8.allSatisfy(\.isASCIIAlphanumeric) else { throw .invalidSid }
        return sid
    }

    private func principals(_ object: JSON.Object) throws(PolicyError) -> PrincipalElement? {
        switch (object["Principal"], object["NotPrincipal"], kind) {
        case (nil, nil, .resource), (nil, nil, .trust): throw .missingPrincipal
        case (nil, nil, .resourceControl): throw .unmetTypeRequirements
        case (nil, nil, _): return nil
        case (_, _, .serviceControl): throw .unmetTypeRequirements
        case (_, _, .identity), (_, _, .session), (_, _, .permissionsBoundary): throw .prohibitedPrincipal
        case (_, .some, .trust): throw .prohibitedField("NotPrincipal")
        case (_, .some, .resourceControl): throw .unmetTypeRequirements
        case (let value?, nil, _): return try PrincipalParser(kind: kind, isNegated: false).parse(value)
        case (nil, let value?, _):
            // An allow for all but a few is not supported by AWS.
            guard object["Effect"] == "Deny" else { throw .syntax(element: "NotPrincipal") }
            return try PrincipalParser(kind: kind, isNegated: true).parse(value)
        case (.some, .some, _): throw .syntax(element: "NotPrincipal")
        }
    }
}
