import AWSProtocols
import Essentials
import STSModel
import ServiceKit

/// AWS Security Token Service: who am I, and temporary credentials.
public struct STS: Service {
    public let id = STSOperations.getCallerIdentity.service
    let directory: IdentityDirectory

    public init(directory: IdentityDirectory) { self.directory = directory }

    public var operations: [Operation] {
        [
            Operation(
                reply: STSOperations.assumeRole, recordsAnswer: true, on: roleToAssume, perform: assumeRole),
            Operation(
                reply: STSOperations.decodeAuthorizationMessage, on: decodingTarget, perform: decodeAuthorizationMessage
            ),
            Operation(reply: STSOperations.getAccessKeyInfo, on: accessKeyInfoTarget, perform: getAccessKeyInfo),
            // Asks no policy: AWS answers it even to a caller whom a policy denies it.
            Operation(
                reply: STSOperations.getCallerIdentity, on: { _, _ in Target((), checks: []) },
                perform: getCallerIdentity),
            // Nor does this: it authenticates, and policies do not control authentication.
            Operation(
                reply: STSOperations.getSessionToken, recordsAnswer: true, on: { _, _ in Target((), checks: []) },
                perform: getSessionToken),
        ]
    }
}
