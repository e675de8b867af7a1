import AWSProtocols
import Essentials
import ServiceKit

/// Asks an issuer for its keys. Source: OpenID Connect Discovery 1.0, section 4.
struct IssuerDiscovery: Sendable {
    let outbound: any OutboundHTTP

    private static let timeout = Duration.seconds(5)
    private static let documentLimit = 64 * 1024
    private static let keySetLimit = 256 * 1024
    private static let mostKeys = 200

    /// - Parameter issuer: the URL, as tokens have it
    func keys(of issuer: String) async throws(AWSError) -> [IssuerKey] {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let configuration = try await document(base + "/.well-known/openid-configuration", limit: Self.documentLimit)
        guard configuration["issuer"]?.string == issuer, let location = configuration["jwks_uri"]?.string else {
            throw .noVerificationKey
        }
        let set = try await document(location, limit: Self.keySetLimit)
        guard let keys = set["keys"]?.array, keys.count <= Self.mostKeys else { throw .noVerificationKey }
        return keys.compactMap { IssuerKey($0) }
    }

    private func document(_ location: String, limit: Int) async throws(AWSError) -> JSON {
        guard let url = HTTPSURL(location) else { throw .noVerificationKey }
        let request = OutboundRequest(
            method: "GET", host: url.host, port: url.port,
            target: url.target.hasPrefix("/") ? url.target : "/" + url.target,
            headers: [("accept", "application/json")], timeout: Self.timeout, responseLimit: limit)
        let response: OutboundResponse
        do throws(OutboundError) {
            response = try await outbound.send(request)
        } catch { throw AWSError(error) }
        switch response.status {
        case 200: break
        case 401, 403: throw .issuerRefused
        case 500...599: throw .issuerUnreachable
        default: throw .noVerificationKey
        }
        guard let json = try? JSON(parsing: response.body, maximumDepth: 16) else { throw .noVerificationKey }
        return json
    }
}

extension AWSError {
    fileprivate init(_ error: OutboundError) {
        switch error {
        case .unreachable, .timedOut, .failed: self = .issuerUnreachable
        case .untrusted: self = .untrustedIssuer
        case .responseTooLarge: self = .noVerificationKey
        }
    }
}
