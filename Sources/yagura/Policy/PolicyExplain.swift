import ArgumentParser
import Essentials
import PolicyEngine
import YaguraServer

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

struct PolicyExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say whether a principal may do something, and by which policies.",
        discussion: """
            Without --policies the server at AWS_ENDPOINT_URL is asked, with the credentials of the environment, and \
            answers by the policies in force. They need iam:SimulatePrincipalPolicy on the principal, which has to be \
            of their account.

            Exit status: 0 allowed, 1 denied, 2 the question cannot be answered.
            """)

    @Option(help: "The ARN of a user, role or root user; offline also of a session, or a service's name.")
    var principal: String

    @Option(help: "Such as kms:Encrypt.")
    var action: String

    @Option(help: "The resource's ARN.")
    var resource = "*"

    @Option(help: ArgumentHelp("A condition key of the call; repeat it for further values.", valueName: "key=value"))
    var context: [String] = []

    @Option(help: "A folder of policy files to answer by, in place of a server.")
    var policies: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let story: AccessStory
        do {
            let question = try PolicyQuestion(
                principal: principal, action: action, resource: resource, context: context)
            if let policies {
                story = try question.story(byFolder: policies)
            } else {
                story = try await question.story(byServerOf: ProcessInfo.processInfo.environment)
            }
        } catch {
            StandardError.write(Array("yagura: \(error)\n".utf8))
            throw ExitCode(2)
        }
        print(json ? story.json.text + "\n" : StoryTree(story, paint: TerminalColours.paint).text, terminator: "")
        if story.outcome != .allowed { throw ExitCode(1) }
    }
}
