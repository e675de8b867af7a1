import AWSProtocols
import Essentials
import EventBridgeModel
import HTTPMessage
import LogsModel
import SNSModel
import ServiceKit
import Store

/// Makes one attempt to deliver an event to a target.
struct DeliverySender: Sendable {
    let store: any Store
    let calls: any ServiceCalling
    let vault: ConnectionVault
    let outbound: any OutboundHTTP
    let time: any TimeSource
    let tokens = AccessTokens()
    let rates = InvocationRates()

    func send(_ delivery: DeliveryRecord) async -> DeliveryOutcome {
        do {
            guard let rule = try store.get(RuleRecord.self, RuleRecord.key(delivery.bus, delivery.rule))?.record,
                let target = rule.targets.first(where: { $0.id == delivery.target && $0.arn == delivery.destination })
            else { return .obsolete }
            return try await send(try TargetInput(target, delivery), to: try TargetDestination(arn: target.arn))
        } catch let error as AWSError {
            return DeliveryOutcome(error)
        } catch is InputTemplate.TemplateTooLong {
            return .refused("the transformed event is too long", code: "INVALID_JSON")
        } catch is TargetDestination.Refusal {
            return .refused("the target's ARN leads nowhere", code: "RESOURCE_NOT_FOUND")
        } catch {
            return .failed("\(error)")
        }
    }

    private func send(_ input: TargetInput, to destination: TargetDestination) async throws -> DeliveryOutcome {
        switch destination {
        case .topic(let arn, let region):
            _ = try await calls.call(
                SNSOperations.publish, PublishInput(message: try input.text(), topicArn: arn), as: itself(input),
                in: region)
            return .delivered
        case .logGroup(let name, _, let region): return try await log(input, in: name, region)
        case .bus(let bus): return try await forward(input, to: bus)
        case .apiDestination(let name, let id, let account, let region):
            let key = RecordKey(account: account, region: region, id: name)
            return try await APIDestinationCall(sender: self, input: input, key: key, id: id).send()
        }
    }

    private func itself(_ input: TargetInput) -> Invoker {
        Invoker(EventBridge.principal, .itself(account: input.delivery.bus.account), source: input.ruleARN)
    }

    /// One stream a rule, made when the first event comes.
    private func log(_ input: TargetInput, in group: String, _ region: Region) async throws -> DeliveryOutcome {
        let event = try LogEvent(input, at: time.now())
        let stream = input.delivery.rule
        let request = PutLogEventsRequest(
            logGroupName: group, logStreamName: stream,
            logEvents: [InputLogEvent(timestamp: Int(event.time.milliseconds), message: event.message)])
        do {
            return try await put(request, input, region)
        } catch let error as AWSError where error.code(in: .json) == "ResourceNotFoundException" {
            try await createStream(stream, in: group, input, region)
            return try await put(request, input, region)
        }
    }

    private func createStream(
        _ stream: String, in group: String, _ input: TargetInput, _ region: Region
    ) async throws {
        do {
            _ = try await calls.call(
                LogsOperations.createLogStream, CreateLogStreamRequest(logGroupName: group, logStreamName: stream),
                as: itself(input), in: region)
        } catch let error as AWSError where error.code(in: .json) == "ResourceAlreadyExistsException" {
            // Another event of the rule came first.
        }
    }

    private func put(
        _ request: PutLogEventsRequest, _ input: TargetInput, _ region: Region
    ) async throws -> DeliveryOutcome {
        let answer = try await calls.call(LogsOperations.putLogEvents, request, as: itself(input), in: region)
        guard answer.rejectedLogEventsInfo == nil else {
            return .refused("the log group has rejected the event", code: "SDK_CLIENT_ERROR")
        }
        return .delivered
    }
}

extension TargetInput {
    var ruleARN: String { delivery.bus.ruleARN(delivery.rule) }
    /// Sessions of roles have names of two characters or more, rules of one.
    var sessionName: String { delivery.rule.utf8.count > 1 ? delivery.rule : "rule-\(delivery.rule)" }
}
