import AWSProtocols
import Essentials
import HTTPMessage
import SigV4

extension Pipeline {
    /// The fields of a browser's upload, in which its signature stands: at most 20 KiB, read before it is known whose
    /// they are. The file after them is left on its way.
    func readForm(_ call: inout Call) async throws {
        guard let address = call.address, address.isUpload(call.head) else { return }
        call.form = try await UploadForm.read(call.head, call.received)
    }

    /// Who signed the policy of an upload, and does the upload keep to it?
    func authenticate(_ form: UploadForm, _ call: inout Call, to model: ServiceModel) async throws {
        let presented = try form.presentedSignature()
        try presented.scope.requireService(model.metadata.signingName)
        guard let region = Region(presented.scope.region), let text = form["policy"] else {
            throw AuthenticationError.wrongScope(.region(got: presented.scope.region))
        }
        let credential = try await lookUpCredential(
            presented.accessKeyID, presented.sessionToken, at: call.receivedAt)
        if let secret = credential.secret {
            try verifier.verify(presented, policy: Array(text.utf8), secret: secret)
        }
        let policy = try UploadPolicy(base64: text)
        let limited = try policy.admit(form, into: call.address?.decodedBucket ?? "", at: call.receivedAt)
        (call.form, call.presented, call.credential) = (limited, presented, credential)
        call.scope = scope(of: call, for: credential, in: region)
        try expectPayload(as: .unsigned, signedBy: nil, of: &call)
        identity.noteUse(of: credential.caller, service: model.id.rawValue, region: region, at: call.receivedAt)
    }
}
