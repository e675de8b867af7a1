import Essentials
import Testing

@testable import KeyEngine

struct OneTimePasswordTests {
    /// RFC 6238, appendix B, of SHA-1: the last six of its eight digits.
    @Test(
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func publishedVectorsAreMet(seconds: Int64, code: String) {
        let password = OneTimePassword(seed: SecretBytes(Array("12345678901234567890".utf8)))
        let step = OneTimePassword.step(at: Timestamp(seconds: seconds))
        #expect(password.code(at: step) == code)
        #expect(password.matches(code, at: step))
        #expect(!password.matches(code, at: step + 1))
    }

    @Test(arguments: ["", "28708", "2870820", "287083"])
    func otherTextIsNoCode(text: String) {
        let password = OneTimePassword(seed: SecretBytes(Array("12345678901234567890".utf8)))
        #expect(!password.matches(text, at: 1))
    }
}
