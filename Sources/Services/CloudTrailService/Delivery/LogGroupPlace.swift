import AWSProtocols
import Essentials
import LogsModel
import ServiceKit

/// A log group, as a trail names it: `arn:aws:logs:region:account:log-group:name:*`.
struct LogGroupPlace: Sendable {
    let account: AccountID
    let region: Region
    let name: String

    init?(_ arn: String) {
        guard let parsed = ARN(arn), parsed.service == "logs", let account = AccountID(parsed.account),
            let region = Region(parsed.region), parsed.resource.hasPrefix("log-group:")
        else { return nil }
        let name = parsed.resource.dropFirst("log-group:".count)
        self.account = account
        self.region = region
        self.name = String(name.hasSuffix(":*") ? name.dropLast(2) : name)
        guard !self.name.isEmpty, !self.name.contains(":") else { return nil }
    }

    /// Source: CloudTrail user guide, "CloudWatch log group and log stream naming for CloudTrail".
    static func streamName(organization: String?, account: AccountID, region: Region) -> String {
        (organization.map { "\($0)_" } ?? "") + "\(account)_CloudTrail_\(region)"
    }

    /// Makes a stream; one that is there already is as good.
    func makeStream(_ stream: String, by calls: any ServiceCalling, in role: String, source: String?) async throws {
        do {
            _ = try await calls.call(
                LogsOperations.createLogStream, CreateLogStreamRequest(logGroupName: name, logStreamName: stream),
                as: invoker(role, source), in: region)
        } catch let error as AWSError where error.code(in: .json) == "ResourceAlreadyExistsException" {}
    }

    func put(
        _ events: [InputLogEvent], to stream: String, by calls: any ServiceCalling, in role: String, source: String?
    ) async throws {
        let request = PutLogEventsRequest(logGroupName: name, logStreamName: stream, logEvents: events)
        _ = try await calls.call(
            LogsOperations.putLogEvents, request, as: invoker(role, source), in: region)
    }

    private func invoker(_ role: String, _ source: String?) -> Invoker {
        Invoker(CloudTrail.principal, .role(arn: role, sessionName: "CLOUDTRAIL"), source: source)
    }
}
