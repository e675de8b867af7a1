import Essentials
import HTTPMessage
import SigV4

/// A request as text and, after a zero byte, an edit script for the request once it is signed.
///
/// Nothing verifies under a secret that signed nothing; what the signer signs verifies; and once it is changed it does
/// not, unless it means the same. A target that begins with `/s3` is signed for S3, by header or, as `GET`, by query.
enum SignedRequestProperties {
    private static let secret = SecretAccessKey("fuzzing")
    private static let other = SecretAccessKey("signed nothing")
    private static let now = Timestamp(seconds: 1_440_938_160)
    private static let verifier = SignatureVerifier()

    static func check(_ input: [UInt8]) throws(BrokenProperty) {
        let text = input.prefix { $0 != 0 }
        guard let request = RequestText(Array(text)) else { return }
        if let presented = try? PresentedSignature.parse(request.head) {
            try BrokenProperty.unless(
                !isValid(request, presented, other), "a signature by a secret that signed nothing")
        }
        guard let signed = sign(request) else { return }
        guard let presented = try? PresentedSignature.parse(signed.head) else { return }
        try BrokenProperty.unless(isValid(signed, presented, secret), "what was signed does not verify")
        try checkChanged(signed, presented, EditScript(input.dropFirst(text.count + 1)))
    }

    private static func sign(_ request: RequestText) -> RequestText? {
        var signed = request
        let service = request.head.target.utf8.starts(with: "/s3".utf8) ? "s3" : "kms"
        let signer = Signer(
            credentials: Credentials(accessKeyID: "AKIDEXAMPLE", secret: secret), region: "us-east-1", service: service)
        do throws(AuthenticationError) {
            if request.head.method == "GET" {
                try signer.presign(&signed.head, body: signed.body, lifetime: .minutes(5), at: now)
            } else {
                try signer.sign(&signed.head, body: signed.body, at: now)
            }
        } catch { return nil }
        return signed
    }

    private static func isValid(
        _ request: RequestText, _ presented: PresentedSignature, _ secret: SecretAccessKey
    ) -> Bool {
        let result: ChunkSigner? = try? verifier.verify(
            presented, head: request.head, payload: .body(request.body), secret: secret,
            now: presented.timestamp)
        return result != nil
    }

    private static func checkChanged(
        _ signed: RequestText, _ presented: PresentedSignature, _ script: EditScript
    ) throws(BrokenProperty) {
        guard let changed = RequestText(script.applied(to: signed.bytes)),
            let claim = try? PresentedSignature.parse(changed.head),
            // These two decide which secret a server holds the signature against.
            claim.accessKeyID == presented.accessKeyID, claim.sessionToken == presented.sessionToken,
            isValid(changed, claim, secret)
        else { return }
        let isS3 = presented.scope.isS3
        let isSame =
            claim == presented && changed.head.method == signed.head.method
            && CanonicalEquivalence.targets(signed.head.target, changed.head.target, isS3: isS3)
            && CanonicalEquivalence.headers(signed.head, changed.head, names: presented.signedHeaders)
            && (presented.payload == .unsigned || changed.body == signed.body)
        try BrokenProperty.unless(
            isSame, "verifies, and was not signed: \(String(decoding: changed.bytes, as: UTF8.self))")
    }
}
