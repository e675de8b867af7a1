import AWSProtocols
import Essentials
import STSModel
import ServiceKit

/// AWS Security Token Service: who am I, and temporary credentials.
public struct STS: Service {
    public let id = STSOperations.getCallerIdentity.service
    let directory: IdentityDirectory
    let multiFactor: MultiFactorAuthentication
    let webIdentities: WebIdentityVerifier

    /// - Parameter outbound: through which the keys of OIDC issuers are fetched
    public init(directory: IdentityDirectory, outbound: any OutboundHTTP = NoOutboundHTTP()) {
        self.directory = directory
        multiFactor = MultiFactorAuthentication(store: directory.store, vault: directory.multiFactorVault)
        webIdentities = WebIdentityVerifier(
            store: directory.store, issuers: IssuerKeyCache(IssuerDiscovery(outbound: outbound)))
    }

    public var operations: [Operation] {
        [
            Operation(
                reply: STSOperations.assumeRole, recordsAnswer: true, on: roleToAssume, perform: assumeRole),
            Operation(
                reply: STSOperations.decodeAuthorizationMessage, on: decodingTarget, perform: decodeAuthorizationMessage
            ),
            Operation(
                reply: STSOperations.assumeRoleWithWebIdentity, recordsAnswer: true, takesUnsignedCalls: true,
                on: roleForWebIdentity, perform: assumeRoleWithWebIdentity),
            Operation(
                reply: STSOperations.getFederationToken, recordsAnswer: true, on: federatedUser,
                perform: getFederationToken),
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
