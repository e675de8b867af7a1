import AWSProtocols
import STSModel
import ServiceKit

extension STS {
    func decodingTarget(_ input: DecodeAuthorizationMessageRequest, in scope: RequestScope) -> Target<Void> {
        Target((), AccessCheck(action: "sts:DecodeAuthorizationMessage", account: scope.account))
    }

    /// Opens the message that a denial carried, for principals of the account whose call was denied.
    func decodeAuthorizationMessage(
        _ input: DecodeAuthorizationMessageRequest, on nothing: Authorized<Void>, in scope: RequestScope
    ) async throws -> DecodeAuthorizationMessageResponse {
        guard let story = directory.messages.open(input.encodedMessage, for: scope.account, now: scope.now) else {
            throw AWSError(
                STSErrorCode.invalidAuthorizationMessageException, "Message is invalid, or it has expired.")
        }
        return DecodeAuthorizationMessageResponse(decodedMessage: story)
    }
}
