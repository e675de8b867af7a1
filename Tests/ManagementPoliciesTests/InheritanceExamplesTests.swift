import Essentials
import Testing

@testable import ManagementPolicies

/// The worked examples of Organizations user guide, "Inheritance examples", letter by letter.
@Suite struct InheritanceExamplesTests {
    static let a = """
        {"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},
        "tag_value":{"@@assign":["Development","Support"]}}}}
        """
    static let c = """
        {"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},"tag_value":{"@@append":["Marketing"]},
        "enforced_for":{"@@append":["redshift:*","dynamodb:table"]}}}}
        """

    @Test func childPoliciesOverwriteTagValues() throws {
        let b = """
            {"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},"tag_value":{"@@assign":["Sandbox"]},
            "enforced_for":{"@@assign":["redshift:*","dynamodb:table"]}}}}
            """
        let policy = try merge(.tag, [[("p-a", Self.a)], [("p-b", b)]])
        let expected = """
            {"tags":{"costcenter":{"tag_key":"CostCenter","tag_value":["Sandbox"],
            "enforced_for":["redshift:*","dynamodb:table"]}}}
            """
        #expect(try policy.content == json(expected))
    }

    @Test func newValuesAreAppendedToInheritedTags() throws {
        let policy = try merge(.tag, [[("p-a", Self.a)], [("p-c", Self.c)]])
        let expected = """
            {"tags":{"costcenter":{"tag_key":"CostCenter","tag_value":["Development","Support","Marketing"],
            "enforced_for":["redshift:*","dynamodb:table"]}}}
            """
        #expect(try policy.content == json(expected))
    }

    /// The page has `enforced_for` of policy D inside `tag_value`, which no tag policy can have; what it says of the
    /// outcome holds where the key stands beside it.
    @Test func valuesAreRemovedFromInheritedTags() throws {
        let d = """
            {"tags":{"costcenter":{"tag_key":{"@@assign":"CostCenter"},
            "tag_value":{"@@remove":["Development","Marketing"]},
            "enforced_for":{"@@remove":["redshift:*","dynamodb:table"]}}}}
            """
        let policy = try merge(.tag, [[("p-a", Self.a)], [("p-c", Self.c)], [("p-d", d)]])
        #expect(
            try policy.content == json(#"{"tags":{"costcenter":{"tag_key":"CostCenter","tag_value":["Support"]}}}"#))
    }

    @Test func changesOfChildPoliciesAreRestricted() throws {
        let e = """
            {"tags":{"project":{"tag_key":{"@@operators_allowed_for_child_policies":["@@none"],"@@assign":"Project"},
            "tag_value":{"@@operators_allowed_for_child_policies":["@@append"],
            "@@assign":["Maintenance","Escalations"]}}}}
            """
        let f = """
            {"tags":{"project":{"tag_key":{"@@assign":"PROJECT"},
            "tag_value":{"@@append":["Escalations - research"]}}}}
            """
        let policy = try merge(.tag, [[("p-e", e)], [("p-f", f)]])
        let expected = """
            {"tags":{"project":{"tag_key":"Project",
            "tag_value":["Maintenance","Escalations","Escalations - research"]}}}
            """
        #expect(try policy.content == json(expected))
    }

    static let g = """
        {"tags":{"project":{"tag_value":{"@@operators_allowed_for_child_policies":["@@append"],
        "@@assign":["Maintenance"]}}}}
        """
    static let h = """
        {"tags":{"project":{"tag_value":{"@@operators_allowed_for_child_policies":["@@append","@@remove"]}}}}
        """

    @Test(arguments: [
        (#"{"@@append":["Outage"]}"#, #"["Maintenance","Outage"]"#),
        (#"{"@@remove":["Maintenance"]}"#, #"["Maintenance"]"#),
        (#"{"@@assign":["Outage"]}"#, #"["Maintenance"]"#),
    ])
    func controlsOfOneLevelIntersect(_ child: String, _ values: String) throws {
        let document = #"{"tags":{"project":{"tag_value":"# + child + "}}}"
        let policy = try merge(.tag, [[("p-g", Self.g), ("p-h", Self.h)], [("p-child", document)]])
        #expect(try policy.content["tags"]?["project"]?["tag_value"] == json(values))
    }

    @Test func ofOneLevelThePolicyThatWasAttachedFirstAssigns() throws {
        let j = #"{"tags":{"project":{"tag_key":{"@@assign":"PROJECT"},"tag_value":{"@@append":["Maintenance"]}}}}"#
        let k = #"{"tags":{"project":{"tag_key":{"@@assign":"project"}}}}"#
        let policy = try merge(.tag, [[("p-j", j), ("p-k", k)]])
        #expect(try policy.content == json(#"{"tags":{"project":{"tag_key":"PROJECT","tag_value":["Maintenance"]}}}"#))
        let reattached = try merge(.tag, [[("p-k", k), ("p-j", j)]])
        #expect(reattached.content["tags"]?["project"]?["tag_key"] == "project")
    }
}

/// What "Inheritance operators" says beside the examples.
@Suite struct InheritanceOperatorsTests {
    private func tag(_ value: String) -> String { #"{"tags":{"t":{"tag_value":"# + value + "}}}" }

    @Test func aLimitOfAParentCannotBeReversed() throws {
        let levels = [
            tag(#"{"@@assign":["a"],"@@operators_allowed_for_child_policies":["@@append"]}"#),
            tag(#"{"@@append":["b"],"@@operators_allowed_for_child_policies":["@@all"]}"#),
            tag(#"{"@@append":["c"],"@@remove":["a"]}"#), tag(#"{"@@assign":["d"]}"#),
        ]
        let policy = try merge(.tag, levels.map { [("p-\($0.count)", $0)] })
        #expect(policy.content["tags"]?["t"]?["tag_value"] == ["a", "b", "c"])
    }

    @Test func anEmptyListThatWasAssignedStays() throws {
        let policy = try merge(.tag, [[("p-1", tag(#"{"@@assign":[]}"#))]])
        #expect(policy.content["tags"]?["t"]?["tag_value"] == [])
    }

    @Test func aKeyThatOnlyControlsIsNotShown() throws {
        let policy = try merge(.tag, [[("p-1", tag(#"{"@@operators_allowed_for_child_policies":["@@none"]}"#))]])
        #expect(policy.content == .object([:]))
    }

    @Test func valuesAreNotRepeated() throws {
        let policy = try merge(
            .tag, [[("p-1", tag(#"{"@@append":["a","b"]}"#))], [("p-2", tag(#"{"@@append":["b","a","c"]}"#))]])
        #expect(policy.content["tags"]?["t"]?["tag_value"] == ["a", "b", "c"])
    }

    @Test func keysDifferWithoutRegardToCase() throws {
        let policy = try merge(
            .tag,
            [
                [("p-1", #"{"tags":{"Color":{"tag_value":{"@@assign":["red"]}}}}"#)],
                [("p-2", #"{"tags":{"COLOR":{"tag_value":{"@@append":["blue"]}}}}"#)],
            ])
        #expect(policy.content == ["tags": ["Color": ["tag_value": ["red", "blue"]]]])
    }
}
