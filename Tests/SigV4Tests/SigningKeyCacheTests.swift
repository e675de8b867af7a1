import Testing

@testable import SigV4

@Suite struct SigningKeyCacheTests {
    private func owner(_ number: Int, service: String = "kms") -> SigningKeyCache.Owner {
        SigningKeyCache.Owner(
            accessKeyID: "AKID\(number)", scope: CredentialScope(date: "20150830", region: "r", service: service))
    }

    private func remember(_ number: Int, secret: SecretAccessKey, in cache: SigningKeyCache) {
        cache.remember(SigningKey(secret: secret, scope: owner(number).scope), of: owner(number), secret: secret)
    }

    @Test func aKeyIsFoundForItsOwnerAndSecretOnly() {
        let cache = SigningKeyCache(capacity: 10)
        let secret = SecretAccessKey("secret")
        remember(1, secret: secret, in: cache)
        #expect(cache.find(owner(1), secret: secret) != nil)
        #expect(cache.find(owner(2), secret: secret) == nil)
        #expect(cache.find(owner(1, service: "sts"), secret: secret) == nil)
        #expect(cache.find(owner(1), secret: SecretAccessKey("secreT")) == nil)
        #expect(cache.find(owner(1), secret: SecretAccessKey("secret1")) == nil)
    }

    @Test(arguments: [1, 3, 63, 64, 1024])
    func theCacheStaysWithinItsBound(capacity: Int) {
        let cache = SigningKeyCache(capacity: capacity)
        for number in 0..<2000 { remember(number, secret: SecretAccessKey("s"), in: cache) }
        #expect(cache.count <= capacity)
        #expect(cache.find(owner(1999), secret: SecretAccessKey("s")) != nil)
    }

    @Test func whatIsUsedOutlivesWhatIsNot() {
        let cache = SigningKeyCache(capacity: 4)
        let secret = SecretAccessKey("s")
        for number in 0..<100 {
            remember(number, secret: secret, in: cache)
            #expect(cache.find(owner(0), secret: secret) != nil)
        }
    }
}
