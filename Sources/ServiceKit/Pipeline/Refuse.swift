import AWSProtocols
import HTTPMessage
import Logging
import SigV4
import Store

extension Pipeline {
    /// Answers a call that did not succeed, after recording it if it is known whose it was.
    func refuse(_ call: Call, _ cause: any Error, since started: ContinuousClock.Instant) async -> HTTPResponse {
        var error = clientError(for: cause, in: call)
        if call.scope != nil {
            do {
                try await recordFailure(call, error)
            } catch let recordingCause {
                // Even a refusal is not given unless it is on record.
                error = clientError(for: recordingCause, in: call)
            }
            count(call, outcome: error.code(in: call.wire), since: started)
        } else {
            metrics.recordUnauthenticated(code: error.code(in: call.wire))
        }
        return encode(
            error, model: call.model, wire: call.wire, requestID: call.requestID, resource: call.address?.path)
    }

    /// What the caller is told. Causes that are ours are logged in full and told as an internal failure.
    func clientError(for cause: any Error, in call: Call) -> AWSError {
        switch cause {
        case let error as AWSError: return services.spelled(error, by: call.model?.id)
        case let error as CausedError:
            log(call, error.cause, level: .warning)
            return error.error
        case let error as AuthenticationError: return AWSError(error, wire: call.wire)
        case is PayloadFault, is HTTPRefusal:
            return AWSError(payload: cause) ?? services.internalFailure(of: call.model?.id)
        default:
            log(call, cause, level: .error)
            return services.internalFailure(of: call.model?.id)
        }
    }

    private func log(_ call: Call, _ cause: any Error, level: Logger.Level) {
        logger.log(
            level: level, "call failed",
            metadata: [
                "service": "\(call.serviceName)", "operation": "\(call.operationName)",
                "requestID": "\(call.requestID)", "error": "\(cause)",
            ])
    }
}

extension AWSError {
    /// AWS's spelling of an authentication failure.
    init(_ error: AuthenticationError, wire: WireProtocol) {
        let fault = error.fault(in: ErrorDialect(wire))
        let text = [fault.message, fault.explanation].compactMap { $0 }.joined(separator: "\n\n")
        self.init(code: fault.code, text, status: fault.status)
    }
}

extension ErrorDialect {
    init(_ wire: WireProtocol) {
        switch wire {
        case .json: self = .json
        case .restJson: self = .restJSON
        case .query: self = .query
        case .restXml: self = .s3
        }
    }
}
