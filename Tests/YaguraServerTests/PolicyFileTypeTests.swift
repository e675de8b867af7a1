import PolicyEngine
import Testing

@testable import YaguraServer

@Suite struct PolicyFileTypeTests {
    @Test(arguments: [
        ("guardrails/scp/0-root/deny.json", PolicyFileType.scp), ("x/rcp/root/a.json", .rcp),
        ("boundary.json", .boundary), ("a/trust.json", .trust), ("identity/scp.json", .scp),
        ("a/session/b.json", .session),
    ])
    func placeInAFolderTells(path: String, type: PolicyFileType) {
        #expect(PolicyFileType(of: path, []) == type)
    }

    @Test(arguments: [
        (#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#, PolicyFileType.identity),
        (#"{"Statement":[{"Principal":"*","Action":"*","Resource":"*"}]}"#, .resource),
        (#"{"Statement":[{"NotPrincipal":{"AWS":"1"},"Action":"sts:AssumeRole"}]}"#, .trust), ("nonsense", .identity),
    ])
    func contentTellsElsewhere(document: String, type: PolicyFileType) {
        #expect(PolicyFileType(of: "policies/mine.json", Array(document.utf8)) == type)
    }

    @Test func catalogHasTheActionsOfItsServices() {
        let lint = PolicyLint(kind: .identity, catalog: .models)
        for action in ["kms:Encrypt", "iam:PassRole", "sts:TagSession", "organizations:CreateAccount", "s3:Nothing"] {
            let document =
                #"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"\#(action)","Resource":"*"}}"#
            #expect(lint.check(Array(document.utf8)) == [])
        }
    }
}
