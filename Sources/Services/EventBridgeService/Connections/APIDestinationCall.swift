import AWSProtocols
import Essentials
import ServiceKit
import Store

/// One call of an API destination.
///
/// Source: EventBridge user guide, "API destinations as targets in Amazon EventBridge".
struct APIDestinationCall {
    let sender: DeliverySender
    let input: TargetInput
    let key: RecordKey
    let id: String

    private static let timeout = Duration.seconds(5)

    func send() async throws -> DeliveryOutcome {
        guard let destination = try sender.store.get(ApiDestinationRecord.self, key)?.record, destination.id == id
        else { return .refused("the API destination does not exist", code: "RESOURCE_NOT_FOUND") }
        guard let connection = try sender.store.readNow({ try $0.connection(of: destination) }),
            connection.isAuthorized, let secrets = try sender.vault.open(connection)
        else { return .failed("the connection is not authorized") }
        if let denial = await permission(for: destination) { return denial }
        let now = sender.time.now()
        let rate = destination.rate ?? EventBridgeQuotas.invocationRate
        if let wait = sender.rates.wait(for: destination.arn, rate: rate, at: now) { return .postponed(wait) }
        do {
            let authorization = try await authorization(connection, secrets, at: now)
            guard
                let request = try APIDestinationRequest(destination, input, secrets.invocation, authorization)?
                    .outbound(timeout: Self.timeout)
            else { return .refused("the endpoint is not a valid URL", code: "SDK_CLIENT_ERROR") }
            return outcome(try await sender.outbound.send(request), connection)
        } catch let refusal as TokenRefusal {
            return .failed(refusal.reason)
        } catch let error as OutboundError {
            return .failed("\(error)")
        }
    }

    /// The role that the target names must let its bearer call the destination.
    private func permission(for destination: ApiDestinationRecord) async -> DeliveryOutcome? {
        guard let role = input.target.roleARN else { return nil }
        let invoker = Invoker(
            EventBridge.principal, .role(arn: role, sessionName: input.sessionName), source: input.ruleARN)
        let check = AccessCheck(
            action: ActionNames.invokeApiDestination, resource: destination.arn, account: destination.account)
        do {
            try await sender.calls.require([check], as: invoker, in: destination.region)
            return nil
        } catch let error as AWSError { return DeliveryOutcome(error) } catch { return .failed("\(error)") }
    }

    private func authorization(
        _ connection: ConnectionRecord, _ secrets: ConnectionSecrets, at now: Timestamp
    ) async throws -> (name: String, value: String) {
        switch connection.authorizationType {
        case "API_KEY": return (connection.identity, secrets.secret)
        case "BASIC":
            let user = Array("\(connection.identity):\(secrets.secret)".utf8)
            return ("Authorization", "Basic \(Base64.encode(user))")
        default:
            let token = try await sender.tokens.token(of: connection, secrets, at: now, over: sender.outbound)
            return ("Authorization", "Bearer \(token)")
        }
    }

    /// Source: the same page, "API destination error codes".
    private func outcome(_ response: OutboundResponse, _ connection: ConnectionRecord) -> DeliveryOutcome {
        let message = "the endpoint returned the status code \(response.status)"
        switch response.status {
        case 200..<300: return .delivered
        case 401, 407:
            sender.tokens.forget(connection)
            return .failed(message)
        case 409, 429, 500...:
            let after = response.headers.first { $0.name.lowercased() == "retry-after" }.flatMap { Int64($0.value) }
            if let after, after < 0 { return .refused(message, code: "SDK_CLIENT_ERROR") }
            return .failed(message, pause: after.map { .seconds(min($0, 86_400)) })
        default: return .refused(message, code: "SDK_CLIENT_ERROR")
        }
    }
}
