import AWSProtocols
import Essentials

/// What an attempt to deliver an event has come to.
enum DeliveryOutcome: Sendable {
    case delivered
    /// Worth another attempt, after `pause` at the earliest where the target has said so.
    case failed(String, pause: TimeSpan? = nil)
    /// Not tried yet: the destination is called no more often than its owner has asked for.
    case postponed(TimeSpan)
    /// Not worth another attempt. The code is one of those that dead letters tell.
    case refused(String, code: String)
    /// The rule or the target is gone, and with it the interest in the event.
    case obsolete
}

extension DeliveryOutcome {
    /// A call that another service has refused: denials and what is missing will not be otherwise the next time.
    init(_ error: AWSError) {
        let code = error.code(in: .json)
        let text = "\(code): \(error.message ?? "")"
        switch code {
        case "AccessDeniedException", "AccessDenied", "AuthorizationError", "AuthorizationErrorException":
            self = .refused(text, code: "NO_PERMISSIONS")
        case "NotFound", "NotFoundException", "ResourceNotFoundException", "NoSuchEntity", "NotImplementedException":
            self = .refused(text, code: "RESOURCE_NOT_FOUND")
        case "InvalidParameter", "InvalidParameterException", "InvalidParameterValue", "ValidationException",
            "ValidationError":
            self = .refused(text, code: "SDK_CLIENT_ERROR")
        default: self = .failed(text)
        }
    }
}
